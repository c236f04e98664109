package org.scanline.audio.file;

import java.util.Arrays;

/** A cover picture as the file holds it: encoded bytes, JPEG or PNG in practice. Immutable. */
public final class Cover {
  private final byte[] image;

  /** Wraps a copy of an encoded picture. */
  public Cover(byte[] image) {
    this.image = image.clone();
  }

  /** A copy of the encoded picture. */
  public byte[] image() {
    return image.clone();
  }

  /** Whether the picture is a PNG; otherwise it is taken for a JPEG. */
  public boolean png() {
    return image.length > 3 && image[0] == (byte) 0x89 && image[1] == 'P' && image[2] == 'N';
  }

  /** The picture's media type. */
  public String mediaType() {
    return png() ? "image/png" : "image/jpeg";
  }

  /** Width in pixels as the picture's header says, or 0 when it is neither PNG nor JPEG. */
  int width() {
    int at = sizeAt();
    return at < 0 ? 0 : png() ? word(at) << 16 | word(at + 2) : word(at + 2);
  }

  /** Height in pixels as the picture's header says, or 0 when it is neither PNG nor JPEG. */
  int height() {
    int at = sizeAt();
    return at < 0 ? 0 : png() ? word(at + 4) << 16 | word(at + 6) : word(at);
  }

  /** Where the header gives the size, or -1. */
  private int sizeAt() {
    if (png()) {
      return image.length >= 24 ? 16 : -1;
    }
    int at = 2; // JPEG: segments after the start marker, up to a frame header (C0..CF but DHT..)
    while (at + 9 <= image.length && word(0) == 0xFFD8 && (image[at] & 0xff) == 0xff) {
      int marker = image[at + 1] & 0xff;
      boolean frame = marker >= 0xC0 && marker <= 0xCF;
      if (frame && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
        return at + 5;
      }
      at += 2 + word(at + 2);
    }
    return -1;
  }

  private int word(int at) {
    return (image[at] & 0xff) << 8 | image[at + 1] & 0xff;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cover that && Arrays.equals(image, that.image);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(image);
  }

  @Override
  public String toString() {
    return "Cover[" + mediaType() + ", " + image.length + " bytes]";
  }
}
