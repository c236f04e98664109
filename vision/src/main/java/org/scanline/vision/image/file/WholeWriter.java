package org.scanline.vision.image.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.opencv.core.CvException;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.OpenCv;

/** An image that OpenCV encodes as a whole at the end: WebP and BMP. */
final class WholeWriter extends ImageWriter {
  private static final int LOSSLESS = 101;

  private final Path file;
  private final ImageFileType type;
  private final ImageTags tags;
  private final int quality;
  private final Mat pixels;
  private final byte[] row;

  WholeWriter(Path file, ImageFileType type, ImageFormat format, ImageTags tags, int quality)
      throws IOException {
    super(format);
    this.file = file;
    this.type = type;
    this.tags = tags;
    this.quality = quality;
    try {
      OpenCv.load();
      int stored = format.channels() == 2 ? 4 : format.channels();
      row = new byte[Math.multiplyExact(format.width(), stored)];
      pixels = new Mat(format.height(), format.width(), CvType.CV_8UC(stored));
    } catch (CvException e) {
      throw new ImageFileException("too large to be written as a whole; choose PNG or TIFF", e);
    } catch (UnsupportedOperationException e) {
      throw new ImageFileException(type + " cannot be written here: " + e.getMessage(), e);
    }
    Files.write(file, new byte[0]); // so that a folder that forbids it says so now
  }

  @Override
  public List<String> warnings() {
    boolean lost = type == ImageFileType.BMP && (tags.profile() != null || tags.exif() != null);
    return lost ? List.of("BMP holds no profile and no Exif; these were left out") : List.of();
  }

  @Override
  void row(ImageStrip strip, int y) {
    int width = format().width();
    int stored = pixels.channels();
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < stored; c++) {
        int from = c < 3 && stored > 2 ? 2 - c : c; // blue comes first
        if (format().channels() == 2) {
          from = c == 3 ? 1 : 0;
        }
        float value = strip.plane(from)[y * width + x];
        row[x * stored + c] = (byte) SampleRows.code(value, ImageFormat.Samples.BYTE);
      }
    }
    pixels.put(rows() - 1, 0, row);
  }

  @Override
  void end() throws IOException {
    boolean webP = type == ImageFileType.WEBP;
    MatOfInt options =
        webP
            ? new MatOfInt(Imgcodecs.IMWRITE_WEBP_QUALITY, quality == 100 ? LOSSLESS : quality)
            : new MatOfInt();
    MatOfByte bytes = new MatOfByte();
    try {
      if (!Imgcodecs.imencode("." + type.extensions().get(0), pixels, bytes, options)) {
        throw new ImageFileException(type + " cannot be written by OpenCV; choose PNG");
      }
      byte[] encoded = bytes.toArray();
      Files.write(file, webP ? tagged(encoded) : measured(encoded));
    } catch (CvException e) {
      throw new ImageFileException(type + " cannot be written by OpenCV; choose PNG", e);
    } finally {
      bytes.release();
      options.release();
    }
  }

  /** A bitmap with its resolution filled in. */
  private byte[] measured(byte[] bitmap) {
    double[] resolution = tags.pixelsPerMetre();
    ByteBuffer bytes = ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN);
    if (resolution != null && bitmap.length > 46 && bytes.getInt(14) >= 40) {
      bytes.putInt(38, (int) Math.round(resolution[0]));
      bytes.putInt(42, (int) Math.round(resolution[1]));
    }
    return bitmap;
  }

  /** A WebP file in its extended form, with profile and Exif around its pixels. */
  private byte[] tagged(byte[] simple) {
    byte[] profile = tags.profile();
    byte[] exif = tags.exif();
    if (profile == null && exif == null) {
      return simple;
    }
    boolean opacity = !format().opaque();
    int flags = (profile == null ? 0 : 0x20) | (opacity ? 0x10 : 0) | (exif == null ? 0 : 8);
    ByteBuffer extended = little(10).putInt(flags);
    int width = format().width() - 1;
    int height = format().height() - 1;
    extended.putShort((short) width).put((byte) (width >> 16));
    extended.putShort((short) height).put((byte) (height >> 16));
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
    chunk(body, "VP8X", extended.array());
    chunk(body, "ICCP", profile);
    boolean before = new String(simple, 12, 4, StandardCharsets.US_ASCII).equals("VP8X");
    body.write(simple, before ? 30 : 12, simple.length - (before ? 30 : 12));
    chunk(body, "EXIF", exif);
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes("RIFF".getBytes(StandardCharsets.US_ASCII));
    whole.writeBytes(little(4).putInt(body.size()).array());
    whole.writeBytes(body.toByteArray());
    return whole.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void chunk(ByteArrayOutputStream to, String name, byte @Nullable [] content) {
    if (content != null) {
      to.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
      to.writeBytes(little(4).putInt(content.length).array());
      to.writeBytes(Arrays.copyOf(content, content.length + content.length % 2));
    }
  }

  @Override
  public void close() {
    pixels.release();
  }
}
