package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import java.util.Locale;
import org.scanline.backbones.layer.TorchFunction;

/** Functions of TorchScript that work through large arrays in blocks. */
final class Script {
  /** Numbers of an array that a block holds at most: a megabyte, half of a core's cache here. */
  static final int BLOCK = 1 << 18;

  private static final TorchFunction ADD = of("x, y", "return torch.add_(x, y)");

  private Script() {}

  /**
   * Compiles a function.
   *
   * @param parameters names of its arrays, by commas
   * @param body lines, with {@link String#format} places for the numbers
   */
  static TorchFunction of(String parameters, String body, Object... numbers) {
    return TorchFunction.of(
        parameters.replace(",", ": Tensor,") + ": Tensor",
        String.format(Locale.ROOT, body, numbers).split("\n"));
  }

  /**
   * Adds y to x in place; libtorch lets arrays of its inference mode be changed only in there,
   * where these functions run.
   */
  static NDArray add(NDArray x, NDArray y) {
    return ADD.apply(false, x, y);
  }

  /** As TorchScript writes it. */
  static String python(boolean value) {
    return value ? "True" : "False";
  }
}
