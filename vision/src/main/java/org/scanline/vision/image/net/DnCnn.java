package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;

/**
 * DnCNN (Zhang et al., 2017, arXiv 1608.03981): 3x3 convolutions that say what noise is in an
 * image, which is then subtracted. It knows the one strength of noise that it was trained for.
 *
 * <p>It reads from the top down, as many rows ahead as it has convolutions. Parameter names as in
 * KAIR, with batch normalisation folded into the convolutions.
 */
public final class DnCnn extends Layer implements RowNet {

  /**
   * Sizes.
   *
   * @param channels of the image, 1 or 3
   * @param width channels between the convolutions
   * @param layers convolutions, at least 2
   */
  public record Config(int channels, int width, int layers) {
    /** Checks the sizes. */
    public Config {
      if ((channels != 1 && channels != 3) || width < 1 || layers < 2) {
        throw new IllegalArgumentException(
            "channels=%d must be 1 or 3, width=%d at least 1, layers=%d at least 2"
                .formatted(channels, width, layers));
      }
    }

    /** The published net for gray images. */
    public static Config published() {
      return new Config(1, 64, 17);
    }
  }

  private final Config config;
  private final List<Convolution> convolutions = new ArrayList<>();

  /** Declares the parameters. */
  public DnCnn(Config config) {
    this.config = config;
    Named model = addChildBlock("model", new Named());
    for (int i = 0; i < config.layers(); i++) {
      int inputs = i == 0 ? config.channels() : config.width();
      int outputs = i == config.layers() - 1 ? config.channels() : config.width();
      convolutions.add(model.with(Integer.toString(2 * i), Square.of(inputs, outputs)));
    }
  }

  @Override
  public int channels() {
    return config.channels();
  }

  @Override
  public int scale() {
    return 1;
  }

  @Override
  public RowStage open(NDManager carrier, Picture picture) {
    ParameterStore store = new ParameterStore(carrier, false);
    List<RowStage> stages = new ArrayList<>();
    for (Convolution convolution : convolutions) {
      if (!stages.isEmpty()) {
        stages.add(new PixelRows(Activation::relu));
      }
      stages.add(Square.rows(carrier, store, convolution));
    }
    return new SkipRows(carrier, new RowStages(stages), NDArray::sub);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray noise = inputs.get(0);
    for (int i = 0; i < convolutions.size(); i++) {
      NDArray in = i == 0 ? noise : Activation.relu(noise);
      noise = Square.whole(store, convolutions.get(i), in, training);
    }
    return new NDList(inputs.get(0).sub(noise));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
