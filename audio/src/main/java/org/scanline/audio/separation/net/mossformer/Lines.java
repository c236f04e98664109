package org.scanline.audio.separation.net.mossformer;

import java.util.List;
import org.scanline.audio.separation.net.Scripted;

/** What the blocks share: a norm, a dense layer, SiLU, and a convolution whose input is added. */
abstract class Lines extends Scripted {

  /** How rows are normed before the dense layer. */
  enum Norm {
    /** Division by the root mean square, one gain for all channels (Nguyen and Salazar, 2019). */
    SCALE,
    /** Layer norm. */
    LAYER
  }

  /** Declares norm, dense layer and convolution at a path. */
  final void filter(String path, Norm norm, int inputs, int outputs) {
    if (norm == Norm.SCALE) {
      declare(path + ".mdl.0.g", 1);
    } else {
      declare(path + ".mdl.0.weight", inputs);
      declare(path + ".mdl.0.bias", inputs);
    }
    declare(path + ".mdl.1.weight", outputs, inputs);
    declare(path + ".mdl.1.bias", outputs);
    declare(path + ".mdl.3.sequential.1.conv.weight", outputs, 1, MossformerConfig.TAPS);
  }

  /** The lines that make y (B,T,out) of another variable x (B,T,in); they use q. */
  static List<String> filtered(
      String y, String x, String path, Norm norm, int inputs, int outputs) {
    String name = path + "_mdl";
    return List.of(
        norm == Norm.SCALE
            ? "%s = torch.mul(torch.norm(%s, 2, [-1], True), %s)"
                .formatted(y, x, 1 / Math.sqrt(inputs))
            : "%s = torch.layer_norm(%s, [%d], %s_0_weight, %s_0_bias, 1.0e-05, False)"
                .formatted(y, x, inputs, name, name),
        norm == Norm.SCALE
            ? "%s = torch.mul(torch.div(%s, torch.clamp_min(%s, 1.0e-05)), %s_0_g)"
                .formatted(y, x, y, name)
            : "%s = %s".formatted(y, y),
        "%s = torch.linear(%s, %s_1_weight, %s_1_bias)".formatted(y, y, name, name),
        "%s = torch.transpose(torch.silu(%s), 1, 2)".formatted(y, y),
        "q = torch.conv1d(%s, %s_3_sequential_1_conv_weight, None, [1], [%d], [1], %d)"
            .formatted(y, name, MossformerConfig.TAPS / 2, outputs),
        "%s = torch.transpose(torch.add(%s, q), 1, 2)".formatted(y, y));
  }
}
