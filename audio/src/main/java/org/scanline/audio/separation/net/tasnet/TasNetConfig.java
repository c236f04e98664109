package org.scanline.audio.separation.net.tasnet;

import java.util.List;
import org.scanline.audio.separation.net.masking.MaskGate;

/**
 * Sizes of a Conv-TasNet, with the letters of the paper.
 *
 * @param layout whose names and habits
 * @param sampleRate Hz
 * @param stems names of the sources
 * @param channels C, channels of the sound
 * @param filters N, of the encoder and the decoder
 * @param kernel L, their length in samples
 * @param stride samples from one frame to the next
 * @param bottleneck B, width of the residual path
 * @param hidden H, width inside a block
 * @param skip Sc, width of the skip path, 0 for none
 * @param taps P, of the depthwise convolutions
 * @param layers X, blocks of a stack; their dilations are 1, 2, 4, and so on
 * @param stacks R
 * @param global whether the blocks' norms take all frames together (gLN) or each frame (cLN)
 * @param causal whether the depthwise convolutions see no later frame
 * @param rectified whether what the encoder gives is cut off below 0
 * @param mask what makes masks out of scores
 */
public record TasNetConfig(
    TasNetLayout layout,
    int sampleRate,
    List<String> stems,
    int channels,
    int filters,
    int kernel,
    int stride,
    int bottleneck,
    int hidden,
    int skip,
    int taps,
    int layers,
    int stacks,
    boolean global,
    boolean causal,
    boolean rectified,
    MaskGate mask) {

  /** Checks the numbers. */
  public TasNetConfig {
    stems = List.copyOf(stems);
    demand("sampleRate", sampleRate, 1, 1_000_000);
    demand("stems", stems.size(), 1, 100);
    demand("channels", channels, 1, 2);
    demand("filters", filters, 1, 65_536);
    demand("kernel", kernel, 1, 65_536);
    demand("stride", stride, 1, kernel);
    demand("bottleneck", bottleneck, 1, 65_536);
    demand("hidden", hidden, 1, 65_536);
    demand("skip", skip, 0, 65_536);
    demand("taps", taps, 1, 1_000);
    demand("layers", layers, 1, 24);
    demand("stacks", stacks, 1, 100);
    if (layout == TasNetLayout.TORCHAUDIO && taps != 3) {
      throw new IllegalArgumentException("taps=" + taps + " must be 3, as in torchaudio");
    }
    if (!causal && taps % 2 == 0) {
      throw new IllegalArgumentException(
          "taps=" + taps + " must be odd, so that a block gives as many frames as it gets");
    }
  }

  private static void demand(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + "=" + value + " must lie in " + least + ".." + most);
    }
  }

  /** Number of sources. */
  int sources() {
    return stems.size();
  }

  /** Number of blocks. */
  int blocks() {
    return layers * stacks;
  }

  /** Frames between the taps of a block. */
  int dilation(int block) {
    return 1 << block % layers;
  }

  /** Frames before its own that a block's convolution sees. */
  int before(int block) {
    int reach = (taps - 1) * dilation(block);
    return causal ? reach : reach / 2;
  }

  /** Frames after its own that a block's convolution sees. */
  int after(int block) {
    return (taps - 1) * dilation(block) - before(block);
  }

  /** Zeros in front of the sound. */
  int lead() {
    return layout.padded() ? stride : 0;
  }

  /** Samples that the encoder is given for so many samples of sound. */
  long padded(long samples) {
    if (!layout.padded()) {
      return Math.max(samples, kernel);
    }
    int odd = kernel % 2;
    long steps = Math.max(0, (samples - odd + stride - 1) / stride);
    return odd + steps * stride + 2L * stride;
  }
}
