package org.scanline.audio.separation.net.tasnet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv1d;
import java.util.Map;
import java.util.Objects;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.TorchOperators;
import org.scanline.backbones.weights.Parameters;

/** torchaudio's Conv-TasNet operator by operator over whole arrays: the form to compare with. */
final class PlainTasNet {
  private final TasNetConfig config;
  private final Map<String, Parameter> parameters;

  PlainTasNet(TasNetConfig config, TasNet net) {
    this.config = config;
    parameters = Parameters.named(net);
  }

  private NDArray get(String name) {
    return Objects.requireNonNull(parameters.get(name), name).getArray();
  }

  NDArray separate(NDArray x) {
    long length = x.getShape().get(2);
    long behind = config.padded(length) - config.lead() - length;
    NDArray framed = pad(x, config.lead(), behind);
    NDArray code =
        Conv1d.conv1d(framed, get("encoder.weight"), null, new Shape(config.stride()))
            .singletonOrThrow();
    NDArray path = pointwise(norm(code, "mask_generator.input_norm"), "mask_generator.input_conv");
    NDArray skips = path.zerosLike();
    for (int i = 0; i < config.blocks(); i++) {
      String block = "mask_generator.conv_layers." + i + ".";
      NDArray h = hidden(path, block + "conv_layers.", config.dilation(i));
      NDArray skip = pointwise(h, block + "skip_out");
      skips = skips.add(skip);
      if (i + 1 < config.blocks()) {
        path = path.add(pointwise(h, block + "res_out"));
      }
    }
    NDArray bent = TorchOperators.prelu(false, skips, get("mask_generator.output_prelu.weight"));
    NDArray masks = Activation.sigmoid(pointwise(bent, "mask_generator.output_conv"));
    Shape shape = code.getShape();
    NDArray masked =
        masks
            .reshape(config.sources(), shape.get(1), shape.get(2))
            .mul(code.reshape(1, shape.get(1), shape.get(2)));
    NDArray waves =
        TorchFunction.of(
                "x: Tensor, w: Tensor",
                "return torch.conv_transpose1d(x, w, None, [%d], [0], [0], 1, [1])"
                    .formatted(config.stride()))
            .apply(false, masked, get("decoder.weight"));
    return waves.get(":, :, {}:{}", config.lead(), config.lead() + length);
  }

  private NDArray hidden(NDArray path, String at, int dilation) {
    NDArray wide = TorchOperators.prelu(false, pointwise(path, at + "0"), get(at + "1.weight"));
    NDArray even = pad(norm(wide, at + "2"), dilation, dilation);
    NDArray along =
        Conv1d.conv1d(
                even,
                get(at + "3.weight"),
                get(at + "3.bias"),
                new Shape(1),
                new Shape(0),
                new Shape(dilation),
                config.hidden())
            .singletonOrThrow();
    return norm(TorchOperators.prelu(false, along, get(at + "4.weight")), at + "5");
  }

  private NDArray norm(NDArray x, String at) {
    return TorchOperators.groupNorm(false, x, 1, get(at + ".weight"), get(at + ".bias"), 1e-8);
  }

  private NDArray pointwise(NDArray x, String at) {
    return Conv1d.conv1d(x, get(at + ".weight"), get(at + ".bias")).singletonOrThrow();
  }

  private static NDArray pad(NDArray x, long before, long after) {
    Shape shape = x.getShape();
    NDArray padded =
        x.getManager().zeros(new Shape(shape.get(0), shape.get(1), shape.get(2) + before + after));
    padded.get(":, :, {}:{}", before, before + shape.get(2)).addi(x);
    return padded;
  }
}
