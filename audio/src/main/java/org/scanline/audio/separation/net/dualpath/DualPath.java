package org.scanline.audio.separation.net.dualpath;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.stream.Stream;
import org.scanline.audio.separation.net.masking.Filterbank;
import org.scanline.audio.separation.net.masking.SceneNorm;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Prelu;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * Dual-path recurrent net between a learnt encoder and decoder (Luo, Chen and Yoshioka, 2019, arXiv
 * 1910.06379), as Asteroid's DPRNNTasNet: x (B,1,T) to (B,S,1,T). Thread-safe once the weights are
 * in.
 */
public final class DualPath extends UnaryLayer {
  private final DualPathConfig config;
  private final Filterbank encoder;
  private final SceneNorm norm;
  private final Convolution bottleneck;
  private final List<DualPathBlock> blocks;
  private final Prelu bend;
  private final Convolution spread;
  private final Convolution value;
  private final Convolution gate;
  private final Convolution scores;
  private final Filterbank decoder;
  private final TorchFunction cut;
  private final TorchFunction join;
  private final TorchFunction masks;

  /** Declares the parameters under Asteroid's names. */
  public DualPath(DualPathConfig config) {
    this.config = config;
    int width = config.bottleneck();
    int sources = config.stems().size();
    encoder = filterbank("encoder");
    Named masker = addChildBlock("masker", new Named());
    Named entry = masker.with("bottleneck", new Named());
    norm = entry.with("0", new SceneNorm(config.filters(), config.global()));
    bottleneck = entry.with("1", pointwise(config.filters(), width));
    blocks = Stream.generate(() -> new DualPathBlock(config)).limit(config.repeats()).toList();
    masker.with("net", Named.numbered(blocks));
    Named first = masker.with("first_out", new Named());
    bend = first.with("0", new Prelu(1));
    spread =
        first.with(
            "1", new Convolution(Convolution.Config.plane(width, (long) sources * width, 1, 1)));
    value = masker.with("net_out", new Named()).with("0", pointwise(width, width));
    gate = masker.with("net_gate", new Named()).with("0", pointwise(width, width));
    scores =
        masker.with(
            "mask_net",
            new Convolution(Convolution.Config.line(width, config.filters(), 1).withoutBias()));
    decoder = filterbank("decoder");
    cut =
        TorchFunction.of(
            "x: Tensor",
            "p = torch.constant_pad_nd(x, [%d, %d], 0)".formatted(config.chunk(), config.chunk()),
            "return torch.transpose(torch.unfold(p, 2, %d, %d), 2, 3)"
                .formatted(config.chunk(), config.hop()));
    join =
        TorchFunction.of(
            "x: Tensor, like: Tensor", // (B,N K,chunks); like has as many frames as wanted
            "t = torch.size(like, 2)",
            "y = torch.col2im(x, [t, 1], [%d, 1], [1, 1], [%d, 0], [%d, 1])"
                .formatted(config.chunk(), config.chunk(), config.hop()),
            "return torch.squeeze(y, 3)");
    masks = TorchFunction.of("x: Tensor", "return " + config.mask().script("x", 1));
  }

  private Filterbank filterbank(String name) {
    return addChildBlock(name, new Named())
        .with("filterbank", new Filterbank(config.filters(), config.kernel(), config.stride(), 0));
  }

  private static Convolution pointwise(long inputs, long outputs) {
    return new Convolution(Convolution.Config.line(inputs, outputs, 1));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    long length = x.getShape().get(2);
    return Scoped.of(
        () -> {
          NDArray sound = Filterbank.fitted(x, Math.max(length, config.kernel()));
          NDArray encoded = encoder.encode(store, sound, training);
          NDArray code = config.rectified() ? Activation.relu(encoded) : encoded;
          NDArray masks = Scoped.of(() -> masks(store, code, training));
          return decoder.decode(store, code, masks, length, training);
        });
  }

  /** Masks (B,S,N,F) for strengths (B,N,F). */
  private NDArray masks(ParameterStore store, NDArray code, boolean training) {
    Shape shape = code.getShape();
    long items = shape.get(0) * config.stems().size();
    long width = config.bottleneck();
    NDArray y =
        Scoped.of(
            () ->
                cut.apply(
                    training,
                    bottleneck.apply(store, norm.apply(store, code, training), training)));
    for (DualPathBlock block : blocks) {
      NDArray before = y;
      y = block.apply(store, before, training);
      before.close();
    }
    NDArray spreadOut = spread.apply(store, bend.apply(store, y, training), training);
    NDArray flat = spreadOut.reshape(items, width * config.chunk(), y.getShape().get(3));
    NDArray joined = join.apply(training, flat, code);
    NDArray gated =
        value
            .apply(store, joined, training)
            .tanh()
            .mul(Activation.sigmoid(gate.apply(store, joined, training)));
    return masks
        .apply(training, scores.apply(store, gated, training))
        .reshape(shape.get(0), config.stems().size(), shape.get(1), shape.get(2));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), config.stems().size(), 1, in.get(2))};
  }
}
