package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;

/**
 * Residual layers with dilated convolutions along the time (Défossez, 2021, arXiv 2111.03600,
 * section 3.2), on (F,C,T) or (1,C,T); the publisher's DConv.
 */
final class ResidualBranch extends Part {
  private final List<ResidualLayer> layers = new ArrayList<>();

  /**
   * What a branch is.
   *
   * @param channels in and out
   * @param compress by what the channels are divided inside
   * @param depth number of layers; below 0 without dilation
   * @param attentive whether the layers attend to other frames
   * @param recurrent whether the layers hold an LSTM
   */
  record Config(int channels, double compress, int depth, boolean attentive, boolean recurrent) {
    int hidden() {
      return (int) (channels / compress);
    }
  }

  /** Declares the parameters. */
  ResidualBranch(Config config) {
    for (int i = 0; i < Math.abs(config.depth()); i++) {
      layers.add(new ResidualLayer(config, config.depth() > 0 ? 1 << i : 1));
    }
    parts("layers", layers);
  }

  /** Adds the branch to x, in place. */
  NDArray apply(NDArray x) {
    NDArray y = x;
    for (ResidualLayer layer : layers) {
      y = layer.apply(y);
    }
    return y;
  }
}
