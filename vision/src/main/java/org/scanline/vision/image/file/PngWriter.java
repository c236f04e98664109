package org.scanline.vision.image.file;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.scanline.vision.image.ImageStrip;

/** Writes PNG (ISO/IEC 15948), 8 or 16 bits, row by row. */
final class PngWriter extends ImageWriter {
  private static final int CHUNK = 1 << 16;
  private static final int LEVEL = 6;

  private final DataOutputStream out;
  private final Deflater deflater = new Deflater(LEVEL);
  private final byte[] packed = new byte[CHUNK];
  private final byte[] filtered;
  private final byte[] scratch;
  private byte[] row;
  private byte[] above;
  private int held;

  /**
   * Writes the header; the stream is closed with the writer.
   *
   * @throws IllegalArgumentException for samples of single precision, which PNG cannot hold
   */
  PngWriter(OutputStream out, ImageFormat format, ImageTags tags) throws IOException {
    super(format);
    if (format.samples() == ImageFormat.Samples.FLOAT) {
      throw new IllegalArgumentException("PNG holds no floating-point samples");
    }
    this.out = new DataOutputStream(new BufferedOutputStream(out, CHUNK));
    row = new byte[Math.toIntExact(format.rowBytes())];
    above = new byte[row.length];
    filtered = new byte[row.length + 1];
    scratch = new byte[row.length + 1];
    this.out.write(PngChunks.SIGNATURE);
    chunk("IHDR", header());
    tags(tags);
  }

  private byte[] header() {
    int colour =
        switch (format().channels()) {
          case 1 -> PngHeader.GRAY;
          case 2 -> PngHeader.GRAY_ALPHA;
          case 3 -> PngHeader.COLOUR;
          default -> PngHeader.COLOUR_ALPHA;
        };
    return ByteBuffer.allocate(13)
        .putInt(format().width())
        .putInt(format().height())
        .put((byte) (8 * format().samples().bytes()))
        .put((byte) colour)
        .array();
  }

  private void tags(ImageTags tags) throws IOException {
    byte[] profile = tags.profile();
    if (profile != null) {
      chunk("iCCP", deflated(profile));
    }
    double[] resolution = tags.pixelsPerMetre();
    if (resolution != null) {
      ByteBuffer b = ByteBuffer.allocate(9);
      b.putInt((int) Math.round(resolution[0])).putInt((int) Math.round(resolution[1]));
      chunk("pHYs", b.put((byte) 1).array());
    }
    byte[] exif = tags.exif();
    if (exif != null) {
      chunk("eXIf", exif);
    }
  }

  /** A name, the compression and the deflated profile. */
  private static byte[] deflated(byte[] profile) throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    bytes.write("ICC profile\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (OutputStream deflate = new java.util.zip.DeflaterOutputStream(bytes)) {
      deflate.write(profile);
    }
    return bytes.toByteArray();
  }

  private void chunk(String type, byte[] content) throws IOException {
    chunk(type, content, content.length);
  }

  private void chunk(String type, byte[] content, int length) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content, 0, length);
    out.writeInt(length);
    out.write(name);
    out.write(content, 0, length);
    out.writeInt((int) sum.getValue());
  }

  @Override
  void row(ImageStrip strip, int y) throws IOException {
    ByteBuffer samples = ByteBuffer.wrap(row).order(ByteOrder.BIG_ENDIAN);
    SampleRows.write(strip, y, format().samples(), samples);
    int step = format().channels() * format().samples().bytes();
    PngFilter.apply(row, above, step, filtered, scratch);
    deflater.setInput(filtered);
    drain(false);
    byte[] spare = above;
    above = row;
    row = spare;
  }

  private void drain(boolean last) throws IOException {
    while (last ? !deflater.finished() : !deflater.needsInput()) {
      held += deflater.deflate(packed, held, packed.length - held);
      if (held == packed.length) {
        chunk("IDAT", packed, held);
        held = 0;
      }
    }
  }

  @Override
  void end() throws IOException {
    deflater.finish();
    drain(true);
    chunk("IDAT", packed, held);
    chunk("IEND", new byte[0]);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    out.close();
  }
}
