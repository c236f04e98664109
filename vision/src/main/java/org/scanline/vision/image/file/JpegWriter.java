package org.scanline.vision.image.file;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;

/**
 * Writes sequential JPEG (T.81) with the tables of its annex K, a row of units at a time: gray, or
 * luma and chroma as JFIF has them.
 */
final class JpegWriter extends ImageWriter {
  /** From this quality on, chroma has as many samples as luma. */
  private static final int FULL_CHROMA = 90;

  private static final int LONGEST_SEGMENT = 65_533;
  private static final int PROFILE_PART = LONGEST_SEGMENT - 14;

  private final OutputStream out;
  private final JpegEncoder encoder;
  private final List<String> warnings = new ArrayList<>();
  private final int down;
  private final byte[][] unit;
  private final int stride;
  private int held;

  /**
   * Writes the header; the stream is closed with the writer.
   *
   * @param quality 1 to 100, as the Independent JPEG Group counts it
   */
  JpegWriter(OutputStream out, ImageFormat format, ImageTags tags, int quality) throws IOException {
    super(format);
    this.out = new BufferedOutputStream(out, 1 << 16);
    int sampling = format.channels() == 1 || quality >= FULL_CHROMA ? 1 : 2;
    down = JpegFrame.BLOCK * sampling;
    stride = (format.width() + down - 1) / down * down;
    unit = new byte[format.channels()][stride * down];
    encoder = new JpegEncoder(this.out, format.channels(), sampling, quality);
    marker(JpegHeader.START);
    jfif(tags.pixelsPerMetre());
    exif(tags.exif());
    profile(tags.profile());
    encoder.tables();
    encoder.frame(format.width(), format.height());
  }

  private void marker(int marker) throws IOException {
    out.write(0xFF);
    out.write(marker);
  }

  private void segment(int marker, byte[]... parts) throws IOException {
    marker(marker);
    int length = 2 + Arrays.stream(parts).mapToInt(p -> p.length).sum();
    out.write(length >> 8);
    out.write(length);
    for (byte[] part : parts) {
      out.write(part);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Dots per inch or per centimetre, whichever is nearer. */
  private void jfif(double @Nullable [] perMetre) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(9).putShort((short) 0x0102);
    if (perMetre == null) {
      body.put((byte) 0).putShort((short) 1).putShort((short) 1);
    } else {
      double inches = perMetre[0] * 0.0254;
      double centimetres = perMetre[0] / 100;
      boolean metric =
          Math.abs(centimetres - Math.rint(centimetres)) / centimetres
              < Math.abs(inches - Math.rint(inches)) / inches;
      double factor = metric ? 0.01 : 0.0254;
      body.put((byte) (metric ? 2 : 1));
      for (double each : perMetre) {
        body.putShort((short) Math.max(1, Math.min(65_535, Math.round(each * factor))));
      }
    }
    segment(0xE0, ascii("JFIF\0"), body.array());
  }

  private void exif(byte @Nullable [] exif) throws IOException {
    if (exif == null) {
      return;
    }
    if (exif.length > LONGEST_SEGMENT - 6) {
      warnings.add("its Exif block is too long for JPEG and was left out");
      return;
    }
    segment(0xE1, ascii("Exif\0\0"), exif);
  }

  private void profile(byte @Nullable [] profile) throws IOException {
    if (profile == null) {
      return;
    }
    int parts = (profile.length + PROFILE_PART - 1) / PROFILE_PART;
    if (parts > 255) {
      warnings.add("its colour profile is too long for JPEG and was left out");
      return;
    }
    for (int i = 0; i < parts; i++) {
      int end = Math.min(profile.length, (i + 1) * PROFILE_PART);
      byte[] part = Arrays.copyOfRange(profile, i * PROFILE_PART, end);
      segment(0xE2, ascii("ICC_PROFILE\0"), new byte[] {(byte) (i + 1), (byte) parts}, part);
    }
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  void row(ImageStrip strip, int y) throws IOException {
    int width = format().width();
    int to = held * stride;
    int[] rgb = new int[unit.length];
    for (int x = 0; x < width; x++) {
      for (int c = 0; c < rgb.length; c++) {
        rgb[c] = SampleRows.code(strip.plane(c)[y * width + x], ImageFormat.Samples.BYTE);
      }
      for (int c = 0; c < rgb.length; c++) {
        int code = rgb.length == 1 ? rgb[0] : LumaChroma.of(c, rgb[0], rgb[1], rgb[2]);
        unit[c][to + x] = (byte) code;
      }
    }
    for (byte[] plane : unit) {
      Arrays.fill(plane, to + width, to + stride, plane[to + width - 1]);
    }
    if (++held == down) {
      flush();
    }
  }

  private void flush() throws IOException {
    encoder.units(unit, stride);
    held = 0;
  }

  @Override
  void end() throws IOException {
    if (held > 0) {
      for (byte[] plane : unit) {
        for (int y = held; y < down; y++) {
          System.arraycopy(plane, (held - 1) * stride, plane, y * stride, stride);
        }
      }
      flush();
    }
    encoder.flush();
    marker(JpegHeader.END);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
