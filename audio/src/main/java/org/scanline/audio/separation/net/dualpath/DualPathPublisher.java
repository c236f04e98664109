package org.scanline.audio.separation.net.dualpath;

import ai.djl.nn.Block;
import java.util.List;
import java.util.Locale;
import org.scanline.audio.separation.net.masking.AsteroidPublisher;
import org.scanline.audio.separation.net.masking.MaskGate;
import org.scanline.audio.separation.net.masking.Settings;
import org.scanline.backbones.layer.Recurrent;
import org.scanline.backbones.weights.WeightsException;

/** Asteroid's DPRNNTasNet; what model_args leave out is as in the class itself. */
public final class DualPathPublisher extends AsteroidPublisher<DualPathConfig> {

  /** Creates the publisher. */
  public DualPathPublisher() {
    super("dprnn", DualPathConfig.class);
  }

  @Override
  protected boolean knows(String modelName) {
    return "DPRNNTasNet".equals(modelName);
  }

  @Override
  protected DualPathConfig config(String modelName, Settings arguments) {
    arguments.demand("norm_type", List.of("gLN", "cLN"));
    arguments.demand("rnn_type", List.of("LSTM", "lstm", "GRU", "gru"));
    arguments.demand("encoder_activation", List.of("relu", "linear"));
    if (arguments.flag("use_mulcat", false)) {
      throw new WeightsException("use_mulcat=true is not known");
    }
    int filters = arguments.number("n_filters", 64);
    if (arguments.number("out_chan", filters) != filters) {
      throw new WeightsException("out_chan must be n_filters=" + filters);
    }
    int chunk = arguments.number("chunk_size", 100);
    return new DualPathConfig(
        arguments.number("sample_rate", 8_000),
        arguments.stems(arguments.number("n_src", 2)),
        filters,
        arguments.number("kernel_size", 16),
        arguments.number("stride", 8),
        "relu".equals(arguments.word("encoder_activation", "linear")),
        arguments.number("bn_chan", 128),
        chunk,
        arguments.number("hop_size", Math.max(1, chunk / 2)),
        arguments.number("n_repeats", 6),
        Recurrent.Cell.valueOf(arguments.word("rnn_type", "LSTM").toUpperCase(Locale.ROOT)),
        arguments.number("hid_size", 128),
        arguments.number("num_layers", 1),
        arguments.flag("bidirectional", true),
        "gLN".equals(arguments.word("norm_type", "gLN")),
        MaskGate.named(arguments.word("mask_act", "sigmoid")));
  }

  @Override
  protected Block block(DualPathConfig config) {
    return new DualPath(config);
  }

  @Override
  protected int sampleRate(DualPathConfig config) {
    return config.sampleRate();
  }

  @Override
  protected List<String> stems(DualPathConfig config) {
    return config.stems();
  }
}
