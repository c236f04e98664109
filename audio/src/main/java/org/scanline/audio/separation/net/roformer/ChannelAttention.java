package org.scanline.audio.separation.net.roformer;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Norm, cross-covariance attention (El-Nouby et al., 2021, arXiv 2106.09681, eq. 3) and x added:
 * the channels of a head attend to each other, so that time is linear in the length. x (B,T,D) to
 * (B,T,D).
 */
final class ChannelAttention extends Part {
  private static final int SCALE = 8; // of the scores, beside the learnt temperature
  private final TorchFunction function;
  private final Parameter[] weights;

  ChannelAttention(int width, int heads, int headWidth) {
    int inner = heads * headWidth;
    weights =
        new Parameter[] {
          parameter("temperature", constant(0), heads, 1, 1),
          parameter("norm.gamma", constant(1), width),
          parameter("to_qkv.0.weight", dense(width), 3L * inner, width),
          parameter("to_out.1.weight", dense(inner), width, inner)
        };
    function =
        TorchFunction.of(
            "x: Tensor, temperature: Tensor, gamma: Tensor, qkv: Tensor, out: Tensor",
            norm(
                width,
                "b = torch.size(x, 0)",
                "t = torch.size(x, 1)",
                "y = torch.reshape(torch.linear(n, qkv, None), [b, t, 3, %d, %d])"
                    .formatted(heads, headWidth),
                "y = torch.permute(y, [2, 0, 3, 4, 1])", // (3,B,H,K,T)
                "w = torch.slice(y, 0, 0, 2)",
                "w = torch.div(w, torch.clamp_min(torch.norm(w, 2, [-1], True), 1.0e-12))",
                "q = torch.mul(torch.select(w, 0, 0), torch.exp(temperature))",
                "k = torch.transpose(torch.select(w, 0, 1), -2, -1)",
                "a = torch.softmax(torch.mul(torch.matmul(q, k), %d), -1)".formatted(SCALE),
                "o = torch.matmul(a, torch.select(y, 0, 2))",
                "o = torch.flatten(torch.permute(o, [0, 3, 1, 2]), 2)",
                "return torch.add(x, torch.linear(o, out, None))"));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return call(function, store, x, training, weights);
  }
}
