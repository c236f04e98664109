package org.scanline.audio.separation.net.sudo;

import ai.djl.nn.Block;
import java.util.List;
import org.scanline.audio.separation.net.masking.AsteroidPublisher;
import org.scanline.audio.separation.net.masking.MaskGate;
import org.scanline.audio.separation.net.masking.Settings;

/**
 * Asteroid's SuDORMRFNet and SuDORMRFImprovedNet; what model_args leave out is as in the classes
 * themselves.
 */
public final class SudoPublisher extends AsteroidPublisher<SudoConfig> {
  private static final String ORIGINAL = "SuDORMRFNet";
  private static final String IMPROVED = "SuDORMRFImprovedNet";

  /** Creates the publisher. */
  public SudoPublisher() {
    super("sudormrf", SudoConfig.class);
  }

  @Override
  protected boolean knows(String modelName) {
    return ORIGINAL.equals(modelName) || IMPROVED.equals(modelName);
  }

  @Override
  protected SudoConfig config(String modelName, Settings arguments) {
    boolean improved = IMPROVED.equals(modelName);
    // the classes set the activation themselves: relu, and none in the improved one
    arguments.demand("encoder_activation", List.of(improved ? "linear" : "relu"));
    int kernel = arguments.number("kernel_size", 21);
    return new SudoConfig(
        improved,
        arguments.number("sample_rate", 8_000),
        arguments.stems(arguments.number("n_src", 2)),
        arguments.number("n_filters", 512),
        kernel,
        improved ? arguments.number("stride", kernel / 2) : kernel / 2,
        arguments.number("bn_chan", 128),
        arguments.number("num_blocks", 16),
        arguments.number("upsampling_depth", 4),
        MaskGate.named(arguments.word("mask_act", improved ? "relu" : "softmax")));
  }

  @Override
  protected Block block(SudoConfig config) {
    return new Sudo(config);
  }

  @Override
  protected int sampleRate(SudoConfig config) {
    return config.sampleRate();
  }

  @Override
  protected List<String> stems(SudoConfig config) {
    return config.stems();
  }
}
