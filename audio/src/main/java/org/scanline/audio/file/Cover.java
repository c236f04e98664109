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
