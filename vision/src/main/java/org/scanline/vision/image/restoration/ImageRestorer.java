package org.scanline.vision.image.restoration;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.EngineDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.backbones.stream.Streaming;
import org.scanline.vision.image.net.Picture;
import org.scanline.vision.image.net.RowNet;
import org.scanline.vision.image.net.RowStage;

/**
 * A trained net that enlarges or denoises pictures.
 *
 * <p>Immutable and thread-safe: any number of streams may run at once. Close it when no stream of
 * it is in use any more.
 */
public final class ImageRestorer implements AutoCloseable {
  /** The strongest noise that a stream may be opened for, 8-bit levels. */
  public static final double MOST_SIGMA = 50;

  private final ImageModelCard card;
  private final RowNet net;
  private final NDManager manager;

  private ImageRestorer(ImageModelCard card, RowNet net, NDManager manager) {
    this.card = card;
    this.net = net;
    this.manager = manager;
  }

  /**
   * Loads a model and checks its names and shapes first, and of a model of Scanline's length and
   * hash.
   *
   * @throws ModelException in one line, when the model is missing, damaged or of no known net, or
   *     the device is not there
   */
  public static ImageRestorer load(ImageModelSource source, ComputeDevice device)
      throws ModelException {
    NDManager manager = NDManager.newBaseManager(EngineDevice.of(device));
    boolean done = false;
    try {
      LoadedNet loaded = LoadedNet.of(source, manager);
      done = true;
      return new ImageRestorer(loaded.card(), loaded.net(), manager);
    } finally {
      if (!done) {
        manager.close();
      }
    }
  }

  /**
   * Loads what lies at a path: a folder with a card.json, or a publisher's file of weights.
   *
   * @throws ModelException see {@link #load(ImageModelSource, ComputeDevice)}
   */
  public static ImageRestorer load(Path path, ComputeDevice device) throws ModelException {
    return load(ImageModelSource.at(path), device);
  }

  /** What the model is, where it comes from and under which licence. */
  public ImageModelCard card() {
    return card;
  }

  /** What it does. */
  public Task task() {
    return card.task();
  }

  /** Rows and columns that go out for each that comes in; 1 for denoising. */
  public int scale() {
    return net.scale();
  }

  /**
   * Rows below a row that the net must see before the row is final, in a picture of some size. A
   * stream gathers rows into blocks and looks further ahead, see {@link Streaming#lookahead()}.
   */
  public int lookahead(int width, int height) {
    int side = net.leastSide();
    Picture picture = new Picture(Math.max(side, width), Math.max(side, height));
    try (NDManager carrier = manager.newSubManager();
        RowStage stage = net.open(carrier, picture)) {
      return stage.lookahead();
    }
  }

  /**
   * Begins a stream of one picture: strips of some rows, from the top down, in; strips of the
   * restored picture out. Samples are 0 to 1, but results may lie a little outside.
   *
   * <p>Gray passes a net for colour as three equal planes, and their mean comes back. Opacity is
   * enlarged by Keys' bicubic kernel, or stays as it is when the scale is 1; colour of no opacity
   * does not bleed into what is seen.
   *
   * @param width of the picture
   * @param height of the picture; so many rows must be pushed
   * @param channels 1 gray, 2 gray and opacity, 3 colour, 4 colour and opacity; as many come out
   * @param sigma standard deviation of the noise in 8-bit levels, 0 to {@link #MOST_SIGMA}; 0 for a
   *     net that enlarges. A net that knows one noise level only does not look at it
   * @return memory grows with the width and not with the height
   */
  public RestorationStream open(int width, int height, int channels, double sigma) {
    return open(width, height, channels, sigma, 1);
  }

  /**
   * Begins a stream of one picture that several threads may work on.
   *
   * @param threads at least 1; the result does not depend on it
   * @return as {@link #open(int, int, int, double)}
   */
  public RestorationStream open(int width, int height, int channels, double sigma, int threads) {
    if (channels < 1 || channels > 4) {
      throw new IllegalArgumentException("channels=" + channels + " must be 1 to 4");
    }
    if (!(sigma >= 0 && sigma <= MOST_SIGMA)) {
      throw new IllegalArgumentException("sigma=%s must be 0 to %s".formatted(sigma, MOST_SIGMA));
    }
    return new PictureStream(
        net,
        new Picture(width, height, sigma, threads),
        channels,
        picture -> new RowStream(net, manager, picture));
  }

  /** Releases the weights. */
  @Override
  public void close() {
    manager.close();
  }
}
