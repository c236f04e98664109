package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.TorchFunction;

/** Norm, two dense layers with GELU between them, and x added: (...,D) to (...,D). */
final class FeedForward extends Part {
  private final TorchFunction function;
  private final Parameter[] weights;

  FeedForward(int width, int hidden) {
    weights =
        new Parameter[] {
          parameter("net.0.gamma", constant(1), width),
          parameter("net.1.weight", dense(width), hidden, width),
          parameter("net.1.bias", dense(width), hidden),
          parameter("net.4.weight", dense(hidden), width, hidden),
          parameter("net.4.bias", dense(hidden), width)
        };
    function =
        TorchFunction.of(
            "x: Tensor, gamma: Tensor, w1: Tensor, b1: Tensor, w2: Tensor, b2: Tensor",
            norm(
                width,
                "h = torch.gelu(torch.linear(n, w1, b1))",
                "return torch.add(x, torch.linear(h, w2, b2))"));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return call(function, store, x, training, weights);
  }
}
