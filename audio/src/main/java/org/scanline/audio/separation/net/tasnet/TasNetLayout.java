package org.scanline.audio.separation.net.tasnet;

import java.util.List;

/** Whose Conv-TasNet: what the parameters are called and what is done a little differently. */
public enum TasNetLayout {
  /**
   * torchaudio.models.ConvTasNet: zeros around the sound, skip paths as wide as the residual one,
   * no residual in the last block.
   */
  TORCHAUDIO,
  /** asteroid.models.ConvTasNet: skip paths if wanted, no zeros around the sound. */
  ASTEROID,
  /** kaituoxu/Conv-TasNet, and from it Demucs v1 and v2: no biases, no skip paths. */
  KAITUOXU,
  /**
   * JusperLee/Conv-TasNet: no skip paths; each block has a second slope and norm that its forward
   * pass leaves out, so they are read and not used.
   */
  JUSPERLEE;

  /** Names that only this layout has; one of them tells it, should the other be missing. */
  List<String> marks() {
    TasNetNames names = names(false);
    String block = names.block(0, 1);
    return List.of(
        block + names.inside().expand() + ".weight",
        block + names.inside().firstNorm() + names.gain());
  }

  /**
   * Names of the parameters; those of causal nets may be shifted by the cut after a convolution.
   */
  TasNetNames names(boolean causal) {
    return switch (this) {
      case TORCHAUDIO ->
          new TasNetNames(
              "encoder.weight",
              "mask_generator.input_norm",
              "mask_generator.input_conv",
              "mask_generator.conv_layers.{block}.",
              new TasNetNames.Inside(
                  "conv_layers.0",
                  "conv_layers.1",
                  "conv_layers.2",
                  "conv_layers.3",
                  "conv_layers.4",
                  "conv_layers.5",
                  "res_out",
                  "skip_out"),
              "mask_generator.output_prelu",
              "mask_generator.output_conv",
              "decoder.weight",
              ".weight",
              ".bias");
      case ASTEROID ->
          new TasNetNames(
              "encoder.filterbank._filters",
              "masker.bottleneck.0",
              "masker.bottleneck.1",
              "masker.TCN.{block}.",
              new TasNetNames.Inside(
                  "shared_block.0",
                  "shared_block.1",
                  "shared_block.2",
                  causal ? "shared_block.3.0" : "shared_block.3",
                  "shared_block.4",
                  "shared_block.5",
                  "res_conv",
                  "skip_conv"),
              "masker.mask_net.0",
              "masker.mask_net.1",
              "decoder.filterbank._filters",
              ".gamma",
              ".beta");
      case KAITUOXU ->
          new TasNetNames(
              "encoder.conv1d_U.weight",
              "separator.network.0",
              "separator.network.1",
              "separator.network.2.{stack}.{layer}.",
              new TasNetNames.Inside(
                  "net.0",
                  "net.1",
                  "net.2",
                  "net.3.net.0",
                  causal ? "net.3.net.2" : "net.3.net.1",
                  causal ? "net.3.net.3" : "net.3.net.2",
                  causal ? "net.3.net.4" : "net.3.net.3",
                  ""),
              "",
              "separator.network.3",
              "decoder.basis_signals.weight",
              ".gamma",
              ".beta");
      case JUSPERLEE ->
          new TasNetNames(
              "encoder.weight",
              "LayerN_S",
              "BottleN_S",
              "separation.{stack}.{layer}.",
              new TasNetNames.Inside(
                  "conv1x1", "PReLU_1", "norm_1", "dwconv", "PReLU_2", "norm_2", "Sc_conv", ""),
              "",
              "gen_masks",
              "decoder.weight",
              ".weight",
              ".bias");
    };
  }

  /** Whether zeros are put around the sound, as far as the stride, and up to a whole frame. */
  boolean padded() {
    return this == TORCHAUDIO;
  }

  /** Whether convolutions of width 1 and depthwise ones have biases. */
  boolean biased() {
    return this != KAITUOXU;
  }

  /** Whether encoder and decoder have biases. */
  boolean biasedBasis() {
    return this == JUSPERLEE;
  }

  /** Whether the encoded frames are normalized all together, or each by itself. */
  boolean globalInput(boolean global) {
    return this == TORCHAUDIO || this == ASTEROID && global;
  }

  /** Whether slope and norm after the depthwise convolution are used. */
  boolean secondNorm() {
    return this != JUSPERLEE;
  }

  /** Whether a slope comes before the masks. */
  boolean bentHead() {
    return this == TORCHAUDIO || this == ASTEROID;
  }

  /** Whether a block has a way back to the residual path. */
  boolean residual(int block, int blocks) {
    return this != TORCHAUDIO || block < blocks - 1;
  }

  /** Added to variances. */
  double epsilon() {
    return this == JUSPERLEE ? 1e-5 : 1e-8;
  }

  /** Shape of a norm's gain. */
  long[] gain(int width, boolean inBlock, boolean global) {
    return switch (this) {
      case TORCHAUDIO, ASTEROID -> new long[] {width};
      case KAITUOXU -> new long[] {1, width, 1};
      case JUSPERLEE -> inBlock && global ? new long[] {width, 1} : new long[] {width};
    };
  }
}
