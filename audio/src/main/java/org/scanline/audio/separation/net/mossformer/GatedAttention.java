package org.scanline.audio.separation.net.mossformer;

import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.layer.TorchFunction;

/**
 * The gated single-head attention of MossFormer (Zhao and Ma, 2023, after FLASH, Hua et al., 2022):
 * within groups of 256 frames the squared rectified scores, beyond them linear attention, both over
 * two values at once, which gate each other; x added. x (B,T,C) to the same.
 */
final class GatedAttention extends Lines {
  private final TorchFunction function;

  GatedAttention(MossformerConfig config) {
    int width = config.width();
    declareFixed("rotary_pos_emb.freqs", 1, config.turned());
    filter("to_hidden", Norm.SCALE, width, config.hidden());
    filter("to_qk", Norm.SCALE, width, config.query());
    declare("qk_offset_scale.gamma", 4, config.query());
    declare("qk_offset_scale.beta", 4, config.query());
    filter("to_out", Norm.SCALE, config.hidden() / 2, width);
    function = compiled(lines(config));
  }

  private static List<String> lines(MossformerConfig config) {
    int width = config.width();
    int half = config.hidden() / 2;
    List<String> lines = new ArrayList<>();
    lines.add("b = torch.size(x, 0)");
    lines.add("t = torch.size(x, 1)");
    // half of the channels come a frame later
    lines.add("late = torch.slice(torch.slice(x, 2, 0, %d), 1, 0, -1)".formatted(width / 2));
    lines.add("late = torch.constant_pad_nd(late, [0, 0, 1, 0], 0)");
    lines.add("s = torch.cat([late, torch.slice(x, 2, %d)], 2)".formatted(width / 2));
    lines.addAll(filtered("h", "s", "to_hidden", Norm.SCALE, width, config.hidden()));
    lines.addAll(filtered("k", "s", "to_qk", Norm.SCALE, width, config.query()));
    lines.add(
        "k = torch.mul(torch.unsqueeze(k, 0), torch.reshape(qk_offset_scale_gamma, "
            + "[4, 1, 1, -1]))");
    lines.add("k = torch.add(k, torch.reshape(qk_offset_scale_beta, [4, 1, 1, -1]))");
    lines.addAll(turned(config.turned()));
    // whole groups, the missing frames zero
    lines.add("more = torch.remainder(torch.neg(t), %d)".formatted(MossformerConfig.GROUP));
    lines.add("k = torch.constant_pad_nd(k, [0, 0, 0, more], 0)");
    lines.add("h = torch.constant_pad_nd(h, [0, 0, 0, more], 0)");
    lines.add(
        "g = torch.reshape(k, [4, b, -1, %d, %d])"
            .formatted(MossformerConfig.GROUP, config.query()));
    lines.add("v = torch.reshape(h, [b, -1, %d, %d])".formatted(MossformerConfig.GROUP, 2 * half));
    lines.add(
        "a = torch.matmul(torch.select(g, 0, 0), torch.transpose(torch.select(g, 0, 2), -2, -1))");
    lines.add("a = torch.relu(torch.div(a, %d.))".formatted(MossformerConfig.GROUP));
    lines.add("o = torch.flatten(torch.matmul(torch.mul(a, a), v), 1, 2)");
    // the sum over all frames is divided by their number without the added ones
    lines.add("m = torch.matmul(torch.transpose(torch.select(k, 0, 3), -2, -1), h)");
    lines.add("m = torch.div(m, t)");
    lines.add("o = torch.add(o, torch.matmul(torch.select(k, 0, 1), m))");
    lines.add("o = torch.slice(o, 1, 0, t)");
    lines.add("h = torch.slice(h, 1, 0, t)");
    lines.add("vo = torch.slice(o, 2, 0, %d)".formatted(half));
    lines.add("uo = torch.slice(o, 2, %d)".formatted(half));
    lines.add("vi = torch.slice(h, 2, 0, %d)".formatted(half));
    lines.add("ui = torch.slice(h, 2, %d)".formatted(half));
    lines.add("y = torch.mul(torch.mul(uo, vi), torch.sigmoid(torch.mul(vo, ui)))");
    lines.addAll(filtered("z", "y", "to_out", Norm.SCALE, half, width));
    lines.add("return torch.add(x, z)");
    return lines;
  }

  /** The first channels of queries and keys k (4,B,T,K) turn, neighbours as pairs. */
  private static List<String> turned(int pairs) {
    return List.of(
        "p = torch.arange(t, dtype=6, layout=None, device=ops.prim.device(x), pin_memory=False)",
        "p = torch.mul(torch.unsqueeze(p, 1), rotary_pos_emb_freqs)", // (T,pairs)
        "cos = torch.cos(p)",
        "sin = torch.sin(p)",
        "r = torch.reshape(torch.slice(k, 3, 0, %d), [4, b, t, %d, 2])".formatted(2 * pairs, pairs),
        "c = torch.select(r, -1, 0)",
        "d = torch.select(r, -1, 1)",
        "e = torch.sub(torch.mul(c, cos), torch.mul(d, sin))",
        "f = torch.add(torch.mul(d, cos), torch.mul(c, sin))",
        "r = torch.flatten(torch.stack([e, f], -1), -2)",
        "k = torch.cat([r, torch.slice(k, 3, %d)], 3)".formatted(2 * pairs));
  }

  @Override
  protected TorchFunction function() {
    return function;
  }
}
