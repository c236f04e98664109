package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;

/** Functions of each number that write into their argument, as calls in TorchScript. */
final class Activation {
  private Activation() {}

  /** The call that puts the function's values into an array. */
  static String of(String name, String array) {
    return switch (name) {
      case "gelu" -> "torch.gelu_(" + array + ")";
      case "relu" -> "torch.relu_(" + array + ")";
      default -> throw new IllegalArgumentException("no activation " + name);
    };
  }

  /** Puts the function's values into x. */
  static NDArray apply(String name, NDArray x) {
    return Script.of("x", "return " + of(name, "x")).apply(false, x);
  }
}
