package org.scanline.audio.separation.net.mossformer;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.scanline.audio.separation.net.Scripted;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * MossFormer2 (Zhao et al., 2024, arXiv 2312.11825): learnt frames of sound, a mask for each
 * speaker from layers of gated attention and gated memory, and sound of the masked frames.
 */
final class Mossformer extends UnaryLayer {
  private static final String PAIR = "masknet.dual_mdl.0.intra_mdl.mdl.flashT.";
  private final MossformerConfig config;
  private final List<Scripted> layers = new ArrayList<>();
  private final Map<String, Parameter> own = new LinkedHashMap<>();
  private final TorchFunction encoder;
  private final TorchFunction opening;
  private final TorchFunction closing;
  private final TorchFunction decoder;

  Mossformer(MossformerConfig config) {
    this.config = config;
    int width = config.width();
    matrix("encoder.conv1d.weight", width, 1, config.kernel());
    norm("masknet.norm", width);
    matrix("masknet.conv1d_encoder.weight", width, width, 1);
    own.put("masknet.pos_enc.scale", parameter("masknet.pos_enc.scale", constant(1), 1));
    own.put("masknet.pos_enc.inv_freq", buffer("masknet.pos_enc.inv_freq", constant(1), width / 2));
    for (int layer = 0; layer < config.layers(); layer++) {
      layers.add(addChildBlock(PAIR + "layers." + layer, new GatedAttention(config)));
      layers.add(addChildBlock(PAIR + "fsmn." + layer, new GatedMemory(config)));
    }
    norm("masknet.dual_mdl.0.intra_mdl.mdl.norm.norm", width);
    norm("masknet.dual_mdl.0.intra_norm", width);
    own.put("masknet.prelu.weight", parameter("masknet.prelu.weight", constant(0.25f), 1));
    dense("masknet.conv1d_out", width * config.speakers(), width);
    dense("masknet.output.0", width, width);
    dense("masknet.output_gate.0", width, width);
    matrix("masknet.conv1_decoder.weight", width, width, 1);
    matrix("decoder.weight", width, 1, config.kernel());
    encoder =
        TorchFunction.of(
            "x: Tensor, w: Tensor",
            "return torch.relu(torch.conv1d(torch.unsqueeze(x, 1), w, None, [%d], [0], [1], 1))"
                .formatted(config.stride()));
    opening = opening();
    closing = closing(width, config.speakers());
    decoder =
        TorchFunction.of(
            "x: Tensor, w: Tensor",
            "return torch.squeeze(torch.conv_transpose1d(x, w, None, [%d], [0], [0], 1, [1]), 1)"
                .formatted(config.stride()));
  }

  private void matrix(String name, long outputs, long inputs, long taps) {
    own.put(name, parameter(name, dense(inputs * taps), outputs, inputs, taps));
  }

  private void norm(String path, int width) {
    own.put(path + ".weight", parameter(path + ".weight", constant(1), width));
    own.put(path + ".bias", parameter(path + ".bias", constant(0), width));
  }

  private void dense(String path, int outputs, int inputs) {
    matrix(path + ".weight", outputs, inputs, 1);
    own.put(path + ".bias", parameter(path + ".bias", dense(inputs), outputs));
  }

  /** Frames (B,C,T) normed over everything, mixed, and with positions added: (B,T,C). */
  private static TorchFunction opening() {
    return TorchFunction.of(
        "x: Tensor, gain: Tensor, shift: Tensor, mix: Tensor, scale: Tensor, freqs: Tensor",
        "y = torch.conv1d(torch.group_norm(x, 1, gain, shift, 1.0e-08), mix, None)",
        "p = torch.arange(torch.size(x, 2), dtype=6, layout=None, device=ops.prim.device(x),"
            + " pin_memory=False)",
        "p = torch.mul(torch.unsqueeze(p, 1), freqs)",
        "p = torch.mul(torch.cat([torch.sin(p), torch.cos(p)], 1), scale)",
        "return torch.add(torch.transpose(y, 1, 2), p)");
  }

  /** What the layers made (B,T,C) to masks (B,speakers,C,T); first is what they were given. */
  private static TorchFunction closing(int width, int speakers) {
    return TorchFunction.of(
        "x: Tensor, first: Tensor, g1: Tensor, s1: Tensor, g2: Tensor, s2: Tensor, slope: Tensor,"
            + " w: Tensor, b: Tensor, wo: Tensor, bo: Tensor, wg: Tensor, bg: Tensor, wd: Tensor",
        "y = torch.layer_norm(x, [%d], g1, s1, 1.0e-06, False)".formatted(width),
        "y = torch.group_norm(torch.transpose(y, 1, 2), 1, g2, s2, 1.0e-08)",
        "y = torch.prelu(torch.add(y, torch.transpose(first, 1, 2)), slope)",
        "y = torch.conv1d(y, w, b)",
        "y = torch.reshape(y, [-1, %d, torch.size(y, 2)])".formatted(width),
        "z = torch.sigmoid(torch.conv1d(y, wg, bg))",
        "y = torch.mul(torch.tanh(torch.conv1d(y, wo, bo)), z)",
        "y = torch.relu(torch.conv1d(y, wd, None))",
        "return torch.reshape(y, [-1, %d, %d, torch.size(y, 2)])".formatted(speakers, width));
  }

  /** Separates x (B,T) into speakers (B,speakers,T); T at least the kernel. */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Scoped.of(
        () -> {
          Device device = x.getDevice();
          NDArray frames = encoder.apply(training, x, values(store, device, training, "encoder."));
          NDArray masks = Scoped.of(() -> masks(store, frames, training));
          Shape shape = masks.getShape();
          NDArray masked = config.direct() ? masks : masks.mul(frames.expandDims(1));
          NDArray flat = masked.reshape(shape.get(0) * shape.get(1), shape.get(2), shape.get(3));
          NDArray sound =
              decoder.apply(training, flat, values(store, device, training, "decoder."));
          long made = sound.getShape().get(1);
          long wanted = x.getShape().get(1);
          NDArray whole =
              made < wanted
                  ? sound.concat(
                      x.getManager().zeros(new Shape(sound.getShape().get(0), wanted - made)), 1)
                  : sound.get(":, :" + wanted);
          return whole.reshape(shape.get(0), shape.get(1), wanted);
        });
  }

  private NDArray masks(ParameterStore store, NDArray frames, boolean training) {
    Device device = frames.getDevice();
    NDArray first =
        opening.apply(
            training,
            frames,
            values(
                store,
                device,
                training,
                "masknet.norm.",
                "masknet.conv1d_encoder",
                "masknet.pos_enc"));
    NDArray y = first;
    for (Scripted layer : layers) {
      NDArray in = y;
      y = layer.apply(store, in, training);
      if (!training && in != first) {
        in.close();
      }
    }
    NDArray[] end =
        values(
            store,
            device,
            training,
            "masknet.dual_mdl.0.intra_mdl.mdl.norm",
            "masknet.dual_mdl.0.intra_norm",
            "masknet.prelu",
            "masknet.conv1d_out",
            "masknet.output.0",
            "masknet.output_gate.0",
            "masknet.conv1_decoder");
    NDArray[] arguments = new NDArray[end.length + 1];
    arguments[0] = first;
    System.arraycopy(end, 0, arguments, 1, end.length);
    return closing.apply(training, y, arguments);
  }

  /** The parameters below some paths, path after path. */
  private NDArray[] values(ParameterStore store, Device device, boolean training, String... paths) {
    List<NDArray> values = new ArrayList<>();
    for (String path : paths) {
      own.forEach(
          (name, parameter) -> {
            if (name.startsWith(path)) {
              values.add(value(store, Objects.requireNonNull(parameter), device, training));
            }
          });
    }
    return values.toArray(NDArray[]::new);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), config.speakers(), in.get(1))};
  }
}
