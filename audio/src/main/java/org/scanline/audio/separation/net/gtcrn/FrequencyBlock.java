package org.scanline.audio.separation.net.gtcrn;

import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.scanline.backbones.layer.TorchFunction;

/**
 * A convolution over five bands that halves their number, or doubles it (2F-1) where it is
 * transposed, batch norm and PReLU or, at the end of the decoder, tanh: x (B,in,T,F) to
 * (B,out,T,F').
 */
final class FrequencyBlock extends ConvolutionLines {
  private final int outputs;
  private final boolean transposed;
  private final TorchFunction function;

  FrequencyBlock(int inputs, int outputs, int groups, boolean transposed, boolean last) {
    this.outputs = outputs;
    this.transposed = transposed;
    convolution("conv", inputs, outputs, groups, 1, 5, transposed);
    batchNorm("bn", outputs);
    if (!last) {
      declare("act.weight", 1);
    }
    String kind = transposed ? "conv_transpose2d" : "conv2d";
    String numbers = transposed ? "[0, 0], %d, [1, 1]" : "[1, 1], %d";
    function =
        compiled(
            List.of(
                "y = torch.%s(x, conv_weight, conv_bias, [1, 2], [0, 2], %s)"
                    .formatted(kind, numbers.formatted(groups)),
                normed("y", "bn"),
                last ? "return torch.tanh(y)" : "return torch.prelu(y, act_weight)"));
  }

  @Override
  protected TorchFunction function() {
    return function;
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    long bands = transposed ? 2 * in.get(3) - 1 : (in.get(3) + 1) / 2;
    return new Shape[] {new Shape(in.get(0), outputs, in.get(2), bands)};
  }
}
