package org.scanline.vision.image;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.net.RowNet;
import org.scanline.vision.image.net.RowStage;

/**
 * An image through a net, strip by strip from the top.
 *
 * <p>Rows are gathered into blocks whose height depends on the width alone, so the result has the
 * same bits however the image is cut. Memory grows with the width and not with the height.
 */
final class RowStream implements Streaming<ImageStrip, ImageStrip> {
  /** Pixels of a block: enough for matrix products to be fast, few enough for memory. */
  private static final int BLOCK_PIXELS = 1 << 14;

  private static final int MOST_ROWS = 64;

  private final RowNet net;
  private final NDManager manager;
  private final RowStage stage;
  private final int width;
  private final int block;
  private final Deque<ImageStrip> waiting = new ArrayDeque<>();
  private int waitingRows;
  private boolean ended;

  RowStream(RowNet net, NDManager parent, int width) {
    this.net = net;
    this.width = width;
    manager = parent.newSubManager();
    stage = net.open(manager);
    block = Math.max(1, Math.min(MOST_ROWS, BLOCK_PIXELS / width));
  }

  @Override
  public ImageStrip push(ImageStrip piece) {
    requireOpen();
    if (piece.width() != width || piece.channels() != net.channels()) {
      throw new IllegalArgumentException(
          "a strip of width %d with %d channels, must be %d with %d"
              .formatted(piece.width(), piece.channels(), width, net.channels()));
    }
    waiting.add(piece);
    waitingRows += piece.rows();
    Deque<ImageStrip> done = new ArrayDeque<>();
    while (waitingRows >= block) {
      done.add(run(take(block), false));
    }
    return joined(done);
  }

  @Override
  public ImageStrip finish() {
    requireOpen();
    ended = true;
    return run(take(waitingRows), true);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  private ImageStrip joined(Deque<ImageStrip> strips) {
    strips.addFirst(ImageStrip.empty(width * net.scale(), net.channels()));
    return ImageStrip.stack(strips.stream().toList());
  }

  /** The next rows, (C, rows, W) in one array. */
  private float[] take(int rows) {
    float[] samples = new float[net.channels() * rows * width];
    int at = 0;
    while (at < rows) {
      ImageStrip strip = waiting.remove();
      int some = Math.min(strip.rows(), rows - at);
      for (int c = 0; c < net.channels(); c++) {
        int to = (c * rows + at) * width;
        System.arraycopy(strip.plane(c), 0, samples, to, some * width);
      }
      if (some < strip.rows()) {
        waiting.addFirst(strip.slice(some, strip.rows()));
      }
      at += some;
    }
    waitingRows -= rows;
    return samples;
  }

  private ImageStrip run(float[] samples, boolean last) {
    int rows = samples.length / (net.channels() * width);
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.create(samples, new Shape(1, net.channels(), rows, width));
      NDArray y = stage.rows(x, last);
      int each = (int) (y.size() / net.channels());
      float[] all = y.toFloatArray();
      float[][] planes = new float[net.channels()][];
      for (int c = 0; c < planes.length; c++) {
        planes[c] = Arrays.copyOfRange(all, c * each, (c + 1) * each);
      }
      return ImageStrip.of(width * net.scale(), planes);
    }
  }

  @Override
  public long lookahead() {
    return stage.lookahead() + block - 1L;
  }

  @Override
  public void close() {
    ended = true;
    stage.close();
    manager.close();
  }
}
