package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/** A part of the net: one array to one array. */
abstract class Part extends UnaryLayer {

  /** Calls a function of x and of parameters. */
  static NDArray call(
      TorchFunction function,
      ParameterStore store,
      NDArray x,
      boolean training,
      Parameter... parameters) {
    NDArray[] values =
        Arrays.stream(parameters)
            .map(each -> value(store, each, x.getDevice(), training))
            .toArray(NDArray[]::new);
    return function.apply(training, x, values);
  }

  /**
   * Lines of TorchScript that bring the rows of x to length sqrt(D) and stretch them by gamma
   * (Zhang and Sennrich, 2019, without an epsilon in the mean square); the result is called n.
   */
  static String[] norm(int width, String... following) {
    String[] lines = {
      "l = torch.clamp_min(torch.norm(x, 2, [-1], True), 1.0e-12)",
      "n = torch.mul(torch.mul(torch.div(x, l), %s), gamma)".formatted(Math.sqrt(width))
    };
    String[] all = Arrays.copyOf(lines, lines.length + following.length);
    System.arraycopy(following, 0, all, lines.length, following.length);
    return all;
  }
}
