package org.scanline.audio.separation.net.dualpath;

import java.util.List;
import org.scanline.audio.separation.net.masking.MaskGate;
import org.scanline.backbones.layer.Recurrent;

/**
 * Sizes of a dual-path recurrent net.
 *
 * @param sampleRate Hz
 * @param stems names of the sources
 * @param filters N, of the encoder and the decoder
 * @param kernel L, their length in samples
 * @param stride samples from one frame to the next
 * @param rectified whether what the encoder gives is cut off below 0
 * @param bottleneck width of the two paths
 * @param chunk K, frames of a chunk
 * @param hop frames from one chunk to the next
 * @param repeats blocks, each along the chunks and across them
 * @param cell of the recurrent layers
 * @param hidden their width, in one direction
 * @param layers one upon the other in each path of a block
 * @param bidirectional whether the layers across the chunks read both ways; those along always do
 * @param global whether norms take all frames together (gLN) or each frame (cLN)
 * @param mask what makes masks out of scores
 */
public record DualPathConfig(
    int sampleRate,
    List<String> stems,
    int filters,
    int kernel,
    int stride,
    boolean rectified,
    int bottleneck,
    int chunk,
    int hop,
    int repeats,
    Recurrent.Cell cell,
    int hidden,
    int layers,
    boolean bidirectional,
    boolean global,
    MaskGate mask) {

  /** Checks the numbers. */
  public DualPathConfig {
    stems = List.copyOf(stems);
    demand("sampleRate", sampleRate, 1, 1_000_000);
    demand("stems", stems.size(), 1, 100);
    demand("filters", filters, 1, 65_536);
    demand("kernel", kernel, 1, 65_536);
    demand("stride", stride, 1, kernel);
    demand("bottleneck", bottleneck, 1, 65_536);
    demand("chunk", chunk, 1, 65_536);
    demand("hop", hop, 1, chunk);
    demand("repeats", repeats, 1, 1_000);
    demand("hidden", hidden, 1, 65_536);
    demand("layers", layers, 1, 100);
  }

  private static void demand(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + "=" + value + " must lie in " + least + ".." + most);
    }
  }

  /** The recurrent layers of a path. */
  Recurrent.Config recurrent(boolean bothWays) {
    return new Recurrent.Config(cell, bottleneck, hidden, layers, bothWays);
  }
}
