package org.scanline.vision.image.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.scanline.vision.image.ImageStrip;

/**
 * Writes BigTIFF while the image is made: strips, Deflate, predicted where samples are whole
 * numbers.
 */
final class TiffWriter extends ImageWriter {
  private static final int STRIP_BYTES = 1 << 20;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;
  private static final int UNDEFINED = 7;
  private static final int LONG8 = 16;

  private final FileChannel file;
  private final ImageFormat format;
  private final ImageTags tags;
  private final int rowsPerStrip;
  private final long[] offsets;
  private final long[] counts;
  private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
  private final Deflater deflater = new Deflater(6);
  private DeflaterOutputStream deflate = new DeflaterOutputStream(packed, deflater);
  private int rows;

  TiffWriter(Path path, ImageFormat format, ImageTags tags) throws IOException {
    this.format = format;
    this.tags = tags;
    rowsPerStrip = (int) Math.max(1, Math.min(format.height(), STRIP_BYTES / format.rowBytes()));
    int strips = (format.height() + rowsPerStrip - 1) / rowsPerStrip;
    offsets = new long[strips];
    counts = new long[strips];
    file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    write(header(0));
  }

  private static ByteBuffer header(long directory) {
    return little(16)
        .put((byte) 'I')
        .put((byte) 'I')
        .putShort((short) 43)
        .putShort((short) 8)
        .putShort((short) 0)
        .putLong(directory)
        .flip();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  @Override
  public void write(ImageStrip strip) throws IOException {
    if (strip.width() != format.width()
        || strip.channels() != format.channels()
        || strip.rows() > format.height() - rows) {
      throw new IllegalArgumentException("the strip does not fit " + format);
    }
    ByteBuffer row = SampleRows.row(format, ByteOrder.LITTLE_ENDIAN);
    for (int y = 0; y < strip.rows(); y++) {
      row.clear();
      SampleRows.write(strip, y, format.samples(), row);
      if (format.samples() != ImageFormat.Samples.FLOAT) {
        TiffPrediction.apply(row.array(), format.channels(), 8 * format.samples().bytes());
      }
      deflate.write(row.array());
      rows++;
      if (rows % rowsPerStrip == 0 || rows == format.height()) {
        endStrip();
      }
    }
  }

  private void endStrip() throws IOException {
    deflate.finish();
    int strip = (rows - 1) / rowsPerStrip;
    offsets[strip] = file.position();
    counts[strip] = packed.size();
    write(ByteBuffer.wrap(packed.toByteArray()));
    packed.reset();
    deflater.reset();
    deflate = new DeflaterOutputStream(packed, deflater);
  }

  @Override
  public void finish() throws IOException {
    if (rows < format.height()) {
      throw new IllegalStateException(
          "%d of %d rows were written".formatted(rows, format.height()));
    }
    if (file.position() % 2 != 0) {
      write(ByteBuffer.wrap(new byte[1]));
    }
    long directory = file.position();
    write(directory(directory));
    file.position(0);
    write(header(directory));
    file.force(true);
  }

  private ByteBuffer directory(long at) {
    TiffEntries entries = new TiffEntries();
    int channels = format.channels();
    entries.numbers(TiffTag.WIDTH, LONG, format.width());
    entries.numbers(TiffTag.HEIGHT, LONG, format.height());
    entries.numbers(TiffTag.BITS, SHORT, repeated(8L * format.samples().bytes()));
    entries.numbers(TiffTag.COMPRESSION, SHORT, TiffLayout.DEFLATE);
    entries.numbers(
        TiffTag.PHOTOMETRIC, SHORT, channels < 3 ? TiffLayout.BLACK_IS_ZERO : TiffLayout.COLOUR);
    entries.numbers(TiffTag.STRIP_OFFSETS, LONG8, offsets);
    entries.numbers(TiffTag.SAMPLES, SHORT, channels);
    entries.numbers(TiffTag.ROWS_PER_STRIP, LONG, rowsPerStrip);
    entries.numbers(TiffTag.STRIP_BYTES, LONG8, counts);
    double[] resolution = tags.pixelsPerMetre();
    if (resolution != null) {
      entries.fraction(TiffTag.RESOLUTION_ACROSS, RATIONAL, resolution[0] / 100);
      entries.fraction(TiffTag.RESOLUTION_DOWN, RATIONAL, resolution[1] / 100);
      entries.numbers(TiffTag.RESOLUTION_UNIT, SHORT, 3); // centimetres
    }
    boolean floats = format.samples() == ImageFormat.Samples.FLOAT;
    if (!floats) {
      entries.numbers(TiffTag.PREDICTOR, SHORT, 2);
    }
    if (channels % 2 == 0) {
      entries.numbers(TiffTag.EXTRA_SAMPLES, SHORT, 2);
    }
    entries.numbers(TiffTag.SAMPLE_FORMAT, SHORT, repeated(floats ? 3 : 1));
    byte[] profile = tags.profile();
    if (profile != null) {
      entries.bytes(TiffTag.PROFILE, UNDEFINED, profile);
    }
    return entries.encoded(at);
  }

  private long[] repeated(long value) {
    long[] values = new long[format.channels()];
    java.util.Arrays.fill(values, value);
    return values;
  }

  @Override
  public void close() throws IOException {
    deflater.end();
    file.close();
  }
}
