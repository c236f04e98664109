package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Features of an image, (H,W,C), in a file that is deleted when it is closed, so that only a few
 * rows are in memory: single precision, little endian, row after row. One thread at a time.
 */
public final class FeatureFile implements AutoCloseable {
  private final FileChannel channel;
  private final int rows;
  private final int width;
  private final int channels;

  private FeatureFile(FileChannel channel, int rows, int width, int channels) {
    this.channel = channel;
    this.rows = rows;
    this.width = width;
    this.channels = channels;
  }

  /**
   * Begins a file whose rows are to be written.
   *
   * @param folder in which it lies
   * @throws IOException when it cannot be made there
   */
  public static FeatureFile create(Path folder, int rows, int width, int channels)
      throws IOException {
    if (rows < 1 || width < 1 || channels < 1) {
      throw new IllegalArgumentException(
          "rows=%d, width=%d and channels=%d must be at least 1".formatted(rows, width, channels));
    }
    Path file = Files.createTempFile(folder, "features", ".tmp");
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new FeatureFile(channel, rows, width, channels);
  }

  /** H. */
  public int rows() {
    return rows;
  }

  /** W. */
  public int width() {
    return width;
  }

  /** C. */
  public int channels() {
    return channels;
  }

  /**
   * Reads rows from..to that were written.
   *
   * @return (1,to-from,W,C), on the manager
   * @throws IOException when the file cannot be read, or the rows were not written
   */
  public NDArray read(NDManager manager, int from, int to) throws IOException {
    ByteBuffer bytes = buffer(to - from);
    long at = from * rowBytes();
    while (bytes.hasRemaining()) {
      int some = channel.read(bytes, at + bytes.position());
      if (some < 0) {
        throw new IOException("row " + from + " of the features was not written");
      }
    }
    float[] values = new float[bytes.capacity() / Float.BYTES];
    bytes.flip().asFloatBuffer().get(values);
    return manager.create(values, new Shape(1, to - from, width, channels));
  }

  /**
   * Writes rows (1,N,W,C) from a row on.
   *
   * @throws IOException when the file cannot be written
   */
  public void write(int from, NDArray features) throws IOException {
    long count = features.getShape().get(1);
    if (!features.getShape().equals(new Shape(1, count, width, channels))
        || from < 0
        || from + count > rows) {
      throw new IllegalArgumentException(
          "features %s from row %d do not fit (1,%d,%d,%d)"
              .formatted(features.getShape(), from, rows, width, channels));
    }
    ByteBuffer bytes = buffer((int) count);
    bytes.asFloatBuffer().put(features.toFloatArray());
    long at = from * rowBytes();
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  private long rowBytes() {
    return (long) Float.BYTES * width * channels;
  }

  private ByteBuffer buffer(int count) {
    return ByteBuffer.allocate(Math.toIntExact(count * rowBytes())).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Deletes the file. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
