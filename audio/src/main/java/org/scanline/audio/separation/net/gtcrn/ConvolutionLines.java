package org.scanline.audio.separation.net.gtcrn;

import java.util.List;
import org.scanline.audio.separation.net.Scripted;

/** What the convolutional blocks share: declarations and lines for one of their layers. */
abstract class ConvolutionLines extends Scripted {

  /** Weight and bias of a convolution; a transposed one has inputs first. */
  final void convolution(
      String name, int inputs, int outputs, int groups, int rows, int columns, boolean transposed) {
    long first = transposed ? inputs : outputs;
    long second = (transposed ? outputs : inputs) / groups;
    declare(name + ".weight", first, second, rows, columns);
    declare(name + ".bias", outputs);
  }

  /** A batch norm, which always uses the statistics that it was trained with. */
  final void batchNorm(String name, int channels) {
    declare(name + ".weight", channels);
    declare(name + ".bias", channels);
    declareFixed(name + ".running_mean", 0, channels);
    declareFixed(name + ".running_var", 1, channels);
    buffer(name + ".num_batches_tracked", constant(0)); // only kept
  }

  /** The line that norms a variable. */
  static String normed(String variable, String name) {
    return "%s = torch.batch_norm(%s, %s, False, 0.1, 1.0e-05, False)"
        .formatted(
            variable,
            variable,
            String.join(
                ", ",
                List.of(
                    name + "_weight",
                    name + "_bias",
                    name + "_running_mean",
                    name + "_running_var")));
  }
}
