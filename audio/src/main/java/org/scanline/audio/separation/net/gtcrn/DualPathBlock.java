package org.scanline.audio.separation.net.gtcrn;

import java.util.ArrayList;
import java.util.List;
import org.scanline.audio.separation.net.Scripted;
import org.scanline.backbones.layer.TorchFunction;

/**
 * The grouped dual-path recurrent net: GRUs along the bands of a frame in both directions, then
 * along time in each band, half of the channels each; dense, norm over bands and channels, and x
 * added. x (B,C,T,F) to the same.
 */
final class DualPathBlock extends Scripted {
  private final TorchFunction function;

  DualPathBlock(int channels, int bands) {
    int half = channels / 2;
    for (String group : List.of("rnn1", "rnn2")) {
      gru("intra_rnn." + group, half, half / 2, "_l0");
      gru("intra_rnn." + group, half, half / 2, "_l0_reverse");
    }
    output("intra", channels, bands);
    for (String group : List.of("rnn1", "rnn2")) {
      gru("inter_rnn." + group, half, half, "_l0");
    }
    output("inter", channels, bands);
    List<String> lines = new ArrayList<>();
    lines.add("b = torch.size(x, 0)");
    lines.add("t = torch.size(x, 2)");
    lines.add("x = torch.contiguous(torch.permute(x, [0, 2, 3, 1]))"); // (B,T,F,C)
    lines.add("s = torch.reshape(x, [-1, %d, %d])".formatted(bands, channels));
    lines.addAll(recurrent("intra", half, true));
    lines.add("y = torch.reshape(y, [b, t, %d, %d])".formatted(bands, channels));
    lines.addAll(added("intra", channels, bands));
    lines.add("s = torch.reshape(torch.transpose(x, 1, 2), [-1, t, %d])".formatted(channels));
    lines.addAll(recurrent("inter", half, false));
    lines.add(
        "y = torch.transpose(torch.reshape(y, [b, %d, t, %d]), 1, 2)".formatted(bands, channels));
    lines.addAll(added("inter", channels, bands));
    lines.add("return torch.permute(x, [0, 3, 1, 2])");
    function = compiled(lines);
  }

  private void gru(String name, int inputs, int hidden, String suffix) {
    declare(name + ".weight_ih" + suffix, 3L * hidden, inputs);
    declare(name + ".weight_hh" + suffix, 3L * hidden, hidden);
    declare(name + ".bias_ih" + suffix, 3L * hidden);
    declare(name + ".bias_hh" + suffix, 3L * hidden);
  }

  private void output(String path, int channels, int bands) {
    declare(path + "_fc.weight", channels, channels);
    declare(path + "_fc.bias", channels);
    declare(path + "_ln.weight", bands, channels);
    declare(path + "_ln.bias", bands, channels);
  }

  /** Two GRUs read s (N,L,C), half of the channels each, into y (N,L,C). */
  private static List<String> recurrent(String path, int half, boolean bothWays) {
    List<String> lines = new ArrayList<>();
    int hidden = bothWays ? half / 2 : half;
    lines.add(
        "h = torch.new_zeros(s, [%d, torch.size(s, 0), %d])".formatted(bothWays ? 2 : 1, hidden));
    for (int group = 1; group <= 2; group++) {
      String name = path + "_rnn_rnn" + group;
      List<String> weights = new ArrayList<>();
      for (String suffix : bothWays ? List.of("_l0", "_l0_reverse") : List.of("_l0")) {
        for (String kind : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh")) {
          weights.add(name + "_" + kind + suffix);
        }
      }
      lines.add(
          "y%d, h%d = torch.gru(torch.contiguous(torch.slice(s, 2, %d, %d)), h, [%s], True, 1, 0.,"
                  .formatted(
                      group, group, (group - 1) * half, group * half, String.join(", ", weights))
              + " False, %s, True)".formatted(bothWays ? "True" : "False"));
    }
    lines.add("y = torch.cat([y1, y2], -1)");
    lines.add("y = torch.linear(y, %s_fc_weight, %s_fc_bias)".formatted(path, path));
    return lines;
  }

  private static List<String> added(String path, int channels, int bands) {
    return List.of(
        "y = torch.layer_norm(y, [%d, %d], %s_ln_weight, %s_ln_bias, 1.0e-08, False)"
            .formatted(bands, channels, path, path),
        "x = torch.add(x, y)");
  }

  @Override
  protected TorchFunction function() {
    return function;
  }
}
