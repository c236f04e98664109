package org.scanline.vision.image.restoration;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scanline.backbones.stream.CarriedState;
import org.scanline.backbones.stream.Resumable;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.Picture;
import org.scanline.vision.image.net.RowNet;
import org.scanline.vision.image.net.RowStage;

/**
 * An image through a net, strip by strip from the top; its strips have the net's channels.
 *
 * <p>Rows are gathered into blocks whose height depends on the width alone, so the result has the
 * same bits however the image is cut. Memory grows with the width and not with the height.
 */
final class RowStream implements Streaming<ImageStrip, ImageStrip>, Resumable {
  /** Pixels of a block: enough for matrix products to be fast, few enough for memory. */
  private static final int BLOCK_PIXELS = 1 << 14;

  private static final int MOST_ROWS = 64;

  /** A convolution reads two rows more than it makes: single rows would take twice the time. */
  private static final int LEAST_ROWS = 4;

  private final RowNet net;
  private final NDManager manager;
  private final RowStage stage;
  private final int width;
  private final int block;
  private final RowQueue waiting;
  private boolean ended;

  RowStream(RowNet net, NDManager parent, Picture picture) {
    this.net = net;
    width = picture.width();
    waiting = new RowQueue(width, net.channels());
    manager = parent.newSubManager();
    stage = net.open(manager, picture);
    block = Math.max(LEAST_ROWS, Math.min(MOST_ROWS, BLOCK_PIXELS / width));
  }

  @Override
  public ImageStrip push(ImageStrip piece) {
    requireOpen();
    waiting.add(piece);
    List<ImageStrip> done = new ArrayList<>();
    done.add(ImageStrip.empty(width * net.scale(), net.channels()));
    while (waiting.rows() >= block) {
      done.add(run(waiting.take(block), false));
    }
    return ImageStrip.stack(done);
  }

  @Override
  public ImageStrip finish() {
    requireOpen();
    ended = true;
    return run(waiting.take(waiting.rows()), true);
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  private ImageStrip run(ImageStrip strip, boolean last) {
    int planes = net.channels();
    int each = strip.rows() * width;
    float[] samples = new float[planes * each];
    for (int c = 0; c < planes; c++) {
      System.arraycopy(strip.plane(c), 0, samples, c * each, each);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray x = scope.create(samples, new Shape(1, planes, strip.rows(), width));
      float[] all = stage.rows(x, last).toFloatArray();
      int size = all.length / planes;
      float[][] made = new float[planes][];
      for (int c = 0; c < planes; c++) {
        made[c] = Arrays.copyOfRange(all, c * size, (c + 1) * size);
      }
      return ImageStrip.of(width * net.scale(), made);
    }
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    waiting.carry(state);
    stage.carry(state);
  }

  @Override
  public long lookahead() {
    return stage.lookahead() + (stage.delay() + 1L) * block - 1;
  }

  @Override
  public void close() {
    ended = true;
    stage.close();
    manager.close();
  }
}
