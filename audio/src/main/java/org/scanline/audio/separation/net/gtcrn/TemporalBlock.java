package org.scanline.audio.separation.net.gtcrn;

import java.util.List;
import org.scanline.backbones.layer.TorchFunction;

/**
 * The grouped temporal convolution: half of the channels sees its neighbouring bands, then three
 * frames up to the present one, and is weighed by temporal recurrent attention; the other half
 * passes; both are shuffled. x (B,C,T,F) to the same.
 */
final class TemporalBlock extends ConvolutionLines {
  private final TorchFunction function;

  TemporalBlock(int channels, int dilation, boolean transposed) {
    int half = channels / 2;
    convolution("point_conv1", 3 * half, channels, 1, 1, 1, transposed);
    batchNorm("point_bn1", channels);
    declare("point_act.weight", 1);
    convolution("depth_conv", channels, channels, channels, 3, 3, transposed);
    batchNorm("depth_bn", channels);
    declare("depth_act.weight", 1);
    convolution("point_conv2", channels, half, 1, 1, 1, transposed);
    batchNorm("point_bn2", half);
    declare("tra.att_gru.weight_ih_l0", 6L * half, half);
    declare("tra.att_gru.weight_hh_l0", 6L * half, 2L * half);
    declare("tra.att_gru.bias_ih_l0", 6L * half);
    declare("tra.att_gru.bias_hh_l0", 6L * half);
    declare("tra.att_fc.weight", half, 2L * half);
    declare("tra.att_fc.bias", half);
    function = compiled(lines(half, dilation, transposed));
  }

  private static List<String> lines(int half, int dilation, boolean transposed) {
    String point = transposed ? "conv_transpose2d" : "conv2d";
    String one = transposed ? "[1, 1], [0, 0], [0, 0], 1, [1, 1]" : "[1, 1], [0, 0], [1, 1], 1";
    String three =
        transposed
            ? "[1, 1], [%d, 1], [0, 0], %d, [%d, 1]".formatted(2 * dilation, 2 * half, dilation)
            : "[1, 1], [0, 1], [%d, 1], %d".formatted(dilation, 2 * half);
    return List.of(
        "a = torch.slice(x, 1, 0, %d)".formatted(half),
        "p = torch.constant_pad_nd(a, [1, 1], 0)",
        "s = torch.stack([torch.slice(p, 3, 0, -2), a, torch.slice(p, 3, 2)], 2)",
        "y = torch.%s(torch.flatten(s, 1, 2), point_conv1_weight, point_conv1_bias, %s)"
            .formatted(point, one),
        normed("y", "point_bn1"),
        "y = torch.prelu(y, point_act_weight)",
        "y = torch.constant_pad_nd(y, [0, 0, %d, 0], 0)".formatted(2 * dilation),
        "y = torch.%s(y, depth_conv_weight, depth_conv_bias, %s)".formatted(point, three),
        normed("y", "depth_bn"),
        "y = torch.prelu(y, depth_act_weight)",
        "y = torch.%s(y, point_conv2_weight, point_conv2_bias, %s)".formatted(point, one),
        normed("y", "point_bn2"),
        "e = torch.transpose(torch.mean(torch.mul(y, y), [-1]), 1, 2)", // (B,T,C/2)
        "h = torch.new_zeros(e, [1, torch.size(x, 0), %d])".formatted(2 * half),
        "w = [tra_att_gru_weight_ih_l0, tra_att_gru_weight_hh_l0, tra_att_gru_bias_ih_l0,"
            + " tra_att_gru_bias_hh_l0]",
        "g, last = torch.gru(e, h, w, True, 1, 0., False, False, True)",
        "g = torch.sigmoid(torch.linear(g, tra_att_fc_weight, tra_att_fc_bias))",
        "y = torch.mul(y, torch.unsqueeze(torch.transpose(g, 1, 2), -1))",
        "return torch.flatten(torch.stack([y, torch.slice(x, 1, %d)], 2), 1, 2)".formatted(half));
  }

  @Override
  protected TorchFunction function() {
    return function;
  }
}
