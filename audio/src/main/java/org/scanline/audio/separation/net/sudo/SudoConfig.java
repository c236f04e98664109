package org.scanline.audio.separation.net.sudo;

import java.util.List;
import org.scanline.audio.separation.net.masking.MaskGate;

/**
 * Sizes of a Sudo rm -rf net.
 *
 * @param improved the second version: norms gamma and beta, a plain way around each block, masks by
 *     one convolution of width 1
 * @param sampleRate Hz
 * @param stems names of the sources
 * @param filters N, of the encoder and the decoder
 * @param kernel L, their length in samples
 * @param stride samples from one frame to the next
 * @param bottleneck width between the blocks
 * @param blocks number of blocks
 * @param depth resolutions in a block, each half as fine as the one before
 * @param mask what makes masks out of scores
 */
public record SudoConfig(
    boolean improved,
    int sampleRate,
    List<String> stems,
    int filters,
    int kernel,
    int stride,
    int bottleneck,
    int blocks,
    int depth,
    MaskGate mask) {

  /** Checks the numbers. */
  public SudoConfig {
    stems = List.copyOf(stems);
    demand("sampleRate", sampleRate, 1, 1_000_000);
    demand("stems", stems.size(), 1, 100);
    demand("filters", filters, 1, 65_536);
    demand("kernel", kernel, 2, 65_536);
    demand("stride", stride, 1, kernel);
    demand("bottleneck", bottleneck, 1, 65_536);
    demand("blocks", blocks, 1, 1_000);
    demand("depth", depth, 1, 16);
    if (!improved && filters % 2 != 0) {
      throw new IllegalArgumentException("filters=" + filters + " must be even");
    }
  }

  private static void demand(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + "=" + value + " must lie in " + least + ".." + most);
    }
  }

  /** Samples that the net is given for so many: whole multiples of half a kernel and of 2^depth. */
  long padded(long samples) {
    long half = kernel / 2;
    long fine = 1L << depth;
    long common = half;
    while (common % fine != 0) {
      common += half;
    }
    return Math.max(1, (samples + common - 1) / common) * common;
  }
}
