package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A layer of a transformer over tokens (1,N,D): attention to its own tokens or to those of the
 * other branch, then two dense layers.
 */
final class TransformerLayer extends Part {
  private final List<NDArraySource> arguments = new ArrayList<>();
  private final StringBuilder names = new StringBuilder("x, other");
  private final TorchFunction function;

  /** A parameter's value when the layer runs. */
  private interface NDArraySource {
    NDArray value();
  }

  /** What PyTorch's attention holds: one weight for queries, keys and values. */
  private static final class Attention extends Part {
    private final Parameter weight;
    private final Parameter bias;
    private final Affine output;

    Attention(int width) {
      weight = weights("in_proj_weight", 3L * width, width);
      bias = weights("in_proj_bias", 3L * width);
      output = part("out_proj", new Affine(width, width, width));
    }
  }

  /**
   * Declares the parameters.
   *
   * @param cross whether it attends to the other branch
   */
  TransformerLayer(TransformerConfig config, boolean cross) {
    int width = config.width();
    Attention attention = part(cross ? "cross_attn" : "self_attn", new Attention(width));
    add("wi", attention.weight::getArray);
    add("bi", attention.bias::getArray);
    add("wo", "bo", attention.output);
    add("w1", "b1", part("linear1", new Affine(config.hidden(), config.hidden(), width)));
    add("w2", "b2", part("linear2", new Affine(width, width, config.hidden())));
    int norms = cross ? 3 : 2;
    for (int i = 1; i <= norms; i++) {
      add("g" + i, "c" + i, part("norm" + i, Affine.norm(width)));
    }
    if (config.normOut()) {
      add("go", "co", part("norm_out", Affine.norm(width)));
    }
    if (config.layerScale()) {
      add("s1", part("gamma_1", new Scale(width))::value);
      add("s2", part("gamma_2", new Scale(width))::value);
    }
    function = Script.of(names.toString(), body(config, cross));
  }

  private void add(String name, NDArraySource value) {
    names.append(", ").append(name);
    arguments.add(value);
  }

  private void add(String weight, String bias, Affine affine) {
    add(weight, affine::weight);
    add(bias, affine::bias);
  }

  private static String body(TransformerConfig config, boolean cross) {
    boolean first = config.normFirst();
    boolean joint = config.jointNorms();
    String dense = cross ? "3" : "2"; // number of the norm at the dense layers
    List<String> lines = new ArrayList<>();
    lines.add("d = torch.size(x, 2)");
    lines.add("h = " + config.heads());
    lines.add("n = " + (first ? TokenNorm.of(joint, "x", "g1", "c1") : "x"));
    if (cross) {
      String theirs = first ? TokenNorm.of(joint, "other", "g2", "c2") : "other";
      lines.add("m = " + theirs);
      lines.add("q = torch.linear(n, wi[:d], bi[:d])");
      lines.add("kv = torch.linear(m, wi[d:], bi[d:])");
      lines.add("k = kv[:, :, :d]");
      lines.add("v = kv[:, :, d:]");
    } else {
      lines.add("qkv = torch.linear(n, wi, bi)");
      lines.add("q = qkv[:, :, :d]");
      lines.add("k = qkv[:, :, d:2 * d]");
      lines.add("v = qkv[:, :, 2 * d:]");
    }
    for (String each : List.of("q", "k", "v")) {
      lines.add(
          "%1$s = torch.transpose(torch.reshape(%1$s, [1, -1, h, d // h]), 1, 2)".formatted(each));
    }
    lines.add("a = torch.scaled_dot_product_attention(q, k, v, None, 0., False)");
    lines.add("a = torch.reshape(torch.transpose(a, 1, 2), [1, -1, d])");
    lines.add("a = torch.linear(a, wo, bo)");
    lines.add("y = x + " + (config.layerScale() ? "a * s1" : "a"));
    lines.add(first ? "n = " + TokenNorm.of(joint, "y", "g" + dense, "c" + dense) : "n = y");
    if (!first) {
      lines.set(lines.size() - 1, "y = " + TokenNorm.of(joint, "y", "g1", "c1"));
      lines.add("n = y");
    }
    lines.add("a = torch.linear(n, w1, b1)");
    lines.add("a = torch.linear(" + Activation.of(config.activation(), "a") + ", w2, b2)");
    lines.add("y = y + " + (config.layerScale() ? "a * s2" : "a"));
    if (!first) {
      lines.add("y = " + TokenNorm.of(joint, "y", "g2", "c2"));
    } else if (config.normOut()) {
      lines.add("y = " + TokenNorm.joint("y", "go", "co"));
    }
    lines.add("return y");
    return String.join("\n", lines).replace("%", "%%");
  }

  /** Runs over x; other is what a layer across the branches attends to, else x again. */
  NDArray apply(NDArray x, NDArray other) {
    NDArray[] more = new NDArray[1 + arguments.size()];
    more[0] = other;
    for (int i = 0; i < arguments.size(); i++) {
      more[i + 1] = arguments.get(i).value();
    }
    return function.apply(false, x, more);
  }
}
