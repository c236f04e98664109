package org.scanline.audio.separation.net.mossformer;

import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.layer.TorchFunction;

/**
 * The gated feed-forward sequential memory of MossFormer2 (Zhao et al., 2024, arXiv 2312.11825):
 * two depthwise convolutions over frames before and behind, the second one twice as wide and fed by
 * the first one too, gate a filtered copy; x added. x (B,T,C) to the same.
 */
final class GatedMemory extends Lines {
  private static final String MEMORY = "gated_fsmn.fsmn";
  private final TorchFunction function;

  GatedMemory(MossformerConfig config) {
    int width = config.width();
    int inner = config.inner();
    declare("conv1.0.weight", inner, width, 1);
    declare("conv1.0.bias", inner);
    declare("conv1.1.weight", 1);
    declare("norm1.weight", inner);
    declare("norm1.bias", inner);
    filter("gated_fsmn.to_u", Norm.LAYER, inner, inner);
    filter("gated_fsmn.to_v", Norm.LAYER, inner, inner);
    declare(MEMORY + ".linear.weight", inner, inner);
    declare(MEMORY + ".linear.bias", inner);
    declare(MEMORY + ".project.weight", inner, inner);
    for (int layer = 1; layer <= 2; layer++) {
      declare(MEMORY + ".conv.conv" + layer + ".weight", inner, layer, 2L * config.order() - 1, 1);
      declare(MEMORY + ".conv.norm" + layer + ".weight", inner);
      declare(MEMORY + ".conv.norm" + layer + ".bias", inner);
      declare(MEMORY + ".conv.prelu" + layer + ".weight", inner);
    }
    declare("norm2.weight", inner);
    declare("norm2.bias", inner);
    declare("conv2.weight", width, inner, 1);
    declare("conv2.bias", width);
    function = compiled(lines(inner, config.order()));
  }

  private static List<String> lines(int inner, int order) {
    List<String> lines = new ArrayList<>();
    lines.add("y = torch.linear(x, torch.squeeze(conv1_0_weight, 2), conv1_0_bias)");
    // one slope for all channels, so that their place does not matter
    lines.add("y = torch.prelu(y, conv1_1_weight)");
    lines.add(
        "y = torch.layer_norm(y, [%d], norm1_weight, norm1_bias, 1.0e-05, False)".formatted(inner));
    lines.addAll(filtered("u", "y", "gated_fsmn.to_u".replace('.', '_'), Norm.LAYER, inner, inner));
    lines.addAll(filtered("v", "y", "gated_fsmn.to_v".replace('.', '_'), Norm.LAYER, inner, inner));
    lines.add(
        "p = torch.relu(torch.linear(u, gated_fsmn_fsmn_linear_weight, "
            + "gated_fsmn_fsmn_linear_bias))");
    lines.add("p = torch.linear(p, gated_fsmn_fsmn_project_weight, None)");
    lines.add("p = torch.transpose(p, 1, 2)"); // (B,C,T)
    lines.addAll(convolved("m", "p", 1, inner, order));
    // each channel's two inputs are neighbours of the two sets one after the other
    lines.add("n = torch.cat([m, p], 1)");
    lines.addAll(convolved("m", "n", 2, inner, order));
    lines.add("m = torch.add(u, torch.transpose(m, 1, 2))");
    lines.add("y = torch.add(y, torch.mul(v, m))");
    lines.add(
        "y = torch.layer_norm(y, [%d], norm2_weight, norm2_bias, 1.0e-05, False)".formatted(inner));
    lines.add("return torch.add(x, torch.linear(y, torch.squeeze(conv2_weight, 2), conv2_bias))");
    return lines;
  }

  /** Convolution over 2 order - 1 frames, instance norm and PReLU: y (B,C,T) of x (B,layer C,T). */
  private static List<String> convolved(String y, String x, int layer, int inner, int order) {
    String name = "gated_fsmn_fsmn_conv_";
    return List.of(
        "%s = torch.conv1d(%s, torch.squeeze(%sconv%d_weight, 3), None, [1], [%d], [%d], %d)"
            .formatted(y, x, name, layer, layer * (order - 1), layer, inner),
        ("%s = torch.instance_norm(%s, %snorm%d_weight, %snorm%d_bias, "
                + "None, None, True, 0.1, 1.0e-05, False)")
            .formatted(y, y, name, layer, name, layer),
        "%s = torch.prelu(%s, %sprelu%d_weight)".formatted(y, y, name, layer));
  }

  @Override
  protected TorchFunction function() {
    return function;
  }
}
