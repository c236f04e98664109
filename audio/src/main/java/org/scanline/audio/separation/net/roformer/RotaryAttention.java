package org.scanline.audio.separation.net.roformer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.TorchFunction;

/**
 * Norm, attention over the second axis with rotary positions (Su et al., 2021), each head gated by
 * a sigmoid, and x added: x (N,T,D) to (N,T,D).
 *
 * <p>Channel 2i turns with channel 2i+1; the turns for one step are kept with the weights.
 */
final class RotaryAttention extends Part {
  private final TorchFunction function;
  private final Parameter freqs;
  private final Parameter[] weights;

  RotaryAttention(int width, int heads, int headWidth) {
    int inner = heads * headWidth;
    freqs = parameter("rotary_embed.freqs", constant(0), headWidth / 2);
    weights =
        new Parameter[] {
          parameter("norm.gamma", constant(1), width),
          parameter("to_qkv.weight", dense(width), 3L * inner, width),
          parameter("to_gates.weight", dense(width), heads, width),
          parameter("to_gates.bias", dense(width), heads),
          parameter("to_out.0.weight", dense(inner), width, inner)
        };
    function = function(width, heads, headWidth);
  }

  private static TorchFunction function(int width, int heads, int headWidth) {
    return TorchFunction.of(
        "x: Tensor, turns: Tensor, gamma: Tensor, qkv: Tensor, gate: Tensor, shift: Tensor,"
            + " out: Tensor",
        norm(
            width,
            "b = torch.size(x, 0)",
            "t = torch.size(x, 1)",
            "y = torch.reshape(torch.linear(n, qkv, None), [b, t, 3, %d, %d])"
                .formatted(heads, headWidth),
            "y = torch.permute(y, [2, 0, 3, 1, 4])", // (3,B,H,T,K)
            "s = torch.reshape(torch.slice(y, 0, 0, 2), [2, b, %d, t, %d, 2])"
                .formatted(heads, headWidth / 2),
            "a = torch.select(s, -1, 0)",
            "z = torch.select(s, -1, 1)",
            "cos = torch.select(turns, 0, 0)",
            "sin = torch.select(turns, 0, 1)",
            "c = torch.sub(torch.mul(a, cos), torch.mul(z, sin))",
            "d = torch.add(torch.mul(z, cos), torch.mul(a, sin))",
            "r = torch.flatten(torch.stack([c, d], -1), -2)",
            "q = torch.select(r, 0, 0)",
            "k = torch.select(r, 0, 1)",
            "v = torch.select(y, 0, 2)",
            "o = torch.scaled_dot_product_attention(q, k, v, None, 0., False)",
            "g = torch.sigmoid(torch.linear(n, gate, shift))",
            "o = torch.mul(torch.transpose(o, 1, 2), torch.unsqueeze(g, -1))", // (B,T,H,K)
            "return torch.add(x, torch.linear(torch.flatten(o, 2), out, None))"));
  }

  /** Cosines and sines (2,T,K/2) of the angles of T steps. */
  NDArray turns(ParameterStore store, NDArray x, long steps, boolean training) {
    Device device = x.getDevice();
    NDArray step = value(store, freqs, device, training);
    NDArray positions =
        x.getManager().arange(0, steps, 1, DataType.FLOAT32).reshape(new Shape(steps, 1));
    NDArray angles = positions.mul(step.reshape(1, step.size()));
    return NDArrays.stack(new NDList(angles.cos(), angles.sin()));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    Device device = x.getDevice();
    NDArray[] more = new NDArray[weights.length + 1];
    more[0] = turns(store, x, x.getShape().get(1), training);
    for (int i = 0; i < weights.length; i++) {
      more[i + 1] = value(store, weights[i], device, training);
    }
    return function.apply(training, x, more);
  }
}
