package org.scanline.vision.image.file;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.scanline.vision.image.file.ImageFormat.Samples;

/** The kinds of image files, and what each can hold. */
public enum ImageFileType {
  /** Portable Network Graphics: 8 and 16 bits. */
  PNG(Samples.SHORT, true, Integer.MAX_VALUE, true, "png"),
  /** JPEG: 8 bits, no opacity. */
  JPEG(Samples.BYTE, false, 65_535, true, "jpg", "jpeg", "jpe", "jfif"),
  /** TIFF and BigTIFF: 8 and 16 bits and single precision. */
  TIFF(Samples.FLOAT, true, Integer.MAX_VALUE, true, "tif", "tiff", "btf"),
  /** Portable any map: 8 and 16 bits; PAM where there is opacity. */
  PNM(Samples.SHORT, true, Integer.MAX_VALUE, true, "pnm", "pgm", "ppm", "pam"),
  /** WebP: 8 bits, in memory as a whole. */
  WEBP(Samples.BYTE, true, 16_383, true, "webp"),
  /** Windows bitmap: 8 bits, no opacity, in memory as a whole. */
  BMP(Samples.BYTE, false, 32_767, true, "bmp", "dib"),
  /** JPEG 2000: read only, in memory as a whole. */
  JPEG_2000(Samples.SHORT, true, Integer.MAX_VALUE, false, "jp2", "j2k", "jpx", "jpf", "j2c"),
  /** What else OpenCV reads (Radiance, portable float map, Sun raster), as a whole. */
  OTHER(Samples.FLOAT, false, Integer.MAX_VALUE, false, "hdr", "pic", "pfm", "sr", "ras", "pbm");

  private final Samples deepest;
  private final boolean opacity;
  private final int longestSide;
  private final boolean writable;
  private final List<String> extensions;

  ImageFileType(
      Samples deepest, boolean opacity, int longestSide, boolean writable, String... extensions) {
    this.deepest = deepest;
    this.opacity = opacity;
    this.longestSide = longestSide;
    this.writable = writable;
    this.extensions = List.of(extensions);
  }

  /** What names of such files end in, without the dot; the usual one first. */
  public List<String> extensions() {
    return extensions;
  }

  /** Whether such files can be written. */
  public boolean writable() {
    return writable;
  }

  /** The finest samples that fit. */
  public Samples deepest() {
    return deepest;
  }

  /** Whether opacity fits. */
  public boolean opacity() {
    return opacity;
  }

  /** Most pixels in a row, and most rows. */
  public int longestSide() {
    return longestSide;
  }

  /** The kind that a name or an extension ends in. */
  public static Optional<ImageFileType> named(String name) {
    String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    for (ImageFileType type : values()) {
      if (type.extensions.contains(end)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** The kind that a file's name ends in. */
  public static Optional<ImageFileType> of(Path file) {
    Path name = file.getFileName();
    return name == null || name.toString().indexOf('.') < 0
        ? Optional.empty()
        : named(name.toString());
  }

  /** The same pixels with samples that fit here: the same ones or the finest there are. */
  public ImageFormat fitted(ImageFormat format) {
    return format.samples().compareTo(deepest) <= 0
        ? format
        : new ImageFormat(format.width(), format.height(), format.channels(), deepest);
  }

  /** Why an image cannot be written as such a file, in one line; empty when it can. */
  public Optional<String> refuses(ImageFormat format) {
    if (!writable) {
      return Optional.of(this + " is read and not written; choose PNG or TIFF");
    }
    if (format.width() > longestSide || format.height() > longestSide) {
      return Optional.of(
          "%s holds at most %d pixels a side, not %d x %d; choose PNG or TIFF"
              .formatted(this, longestSide, format.width(), format.height()));
    }
    if (!format.opaque() && !opacity) {
      return Optional.of(this + " holds no opacity; choose PNG or TIFF");
    }
    if (format.samples().compareTo(deepest) > 0) {
      return Optional.of(
          "%s holds no %s; choose TIFF"
              .formatted(
                  this,
                  format.samples() == Samples.FLOAT ? "floating-point samples" : "16-bit samples"));
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return switch (this) {
      case WEBP -> "WebP";
      case JPEG_2000 -> "JPEG 2000";
      case OTHER -> "this format";
      default -> name();
    };
  }
}
