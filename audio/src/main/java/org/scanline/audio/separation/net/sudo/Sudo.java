package org.scanline.audio.separation.net.sudo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.stream.Stream;
import org.scanline.audio.separation.net.masking.Filterbank;
import org.scanline.audio.separation.net.masking.SceneNorm;
import org.scanline.backbones.layer.ChannelNorm;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Prelu;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * Sudo rm -rf: a masking net of blocks that look at several resolutions at once (Tzinis, Wang and
 * Smaragdis, 2020, arXiv 2007.06833), as Asteroid's SuDORMRFNet and SuDORMRFImprovedNet: x (B,1,T)
 * to (B,S,1,T). Thread-safe once the weights are in.
 */
public final class Sudo extends UnaryLayer {
  private static final double EPSILON = 1e-8;

  private final SudoConfig config;
  private final Filterbank encoder;
  private final Named entry = new Named();
  private final List<SudoBlock> blocks;
  private final Named before = new Named();
  private final Convolution scores;
  private final Filterbank decoder;
  private final TorchFunction masks;

  /** Declares the parameters under Asteroid's names. */
  public Sudo(SudoConfig config) {
    this.config = config;
    // the filters stand twice in Asteroid's files: in the encoder, and beside it for its padding
    Named front = addChildBlock("encoder", new Named());
    encoder = front.with("encoder", new Named()).with("filterbank", filterbank());
    front.with("filterbank", filterbank());
    Named masker = addChildBlock("masker", new Named());
    int inner = config.filters();
    int outer = config.bottleneck();
    Block norm =
        config.improved() ? new SceneNorm(inner, true) : new ChannelNorm(1, inner, EPSILON);
    entry.with("norm", masker.with("ln", norm));
    entry.with(
        "narrow", masker.with(config.improved() ? "bottleneck" : "l1", pointwise(inner, outer)));
    blocks = Stream.generate(() -> new SudoBlock(config)).limit(config.blocks()).toList();
    masker.with("sm", Named.numbered(blocks));
    if (config.improved()) {
      Named net = masker.with("mask_net", new Named());
      before.with("bend", net.with("0", new Prelu(1)));
      scores = net.with("1", pointwise(outer, (long) config.stems().size() * inner));
    } else {
      if (outer != inner) {
        before.with("widen", masker.with("reshape_before_masks", pointwise(outer, inner)));
      }
      Convolution.Config across =
          Convolution.Config.plane(1, config.stems().size(), inner + 1L, 1)
              .padding(inner - inner / 2, 0);
      scores = masker.with("m", new Convolution(across));
    }
    decoder = addChildBlock("decoder", new Named()).with("filterbank", filterbank());
    masks = TorchFunction.of("x: Tensor", "return " + config.mask().script("x", 1));
  }

  private Filterbank filterbank() {
    return new Filterbank(config.filters(), config.kernel(), config.stride(), config.kernel() / 2);
  }

  private static Convolution pointwise(long inputs, long outputs) {
    return new Convolution(Convolution.Config.line(inputs, outputs, 1));
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    long length = x.getShape().get(2);
    return Scoped.of(
        () -> {
          NDArray sound = Filterbank.fitted(x, config.padded(length));
          NDArray encoded = encoder.encode(store, sound, training);
          NDArray code = config.improved() ? encoded : Activation.relu(encoded);
          NDArray masks = Scoped.of(() -> masks(store, code, training));
          return decoder.decode(store, code, masks, length, training);
        });
  }

  /** Masks (B,S,N,F) for strengths (B,N,F). */
  private NDArray masks(ParameterStore store, NDArray code, boolean training) {
    Shape shape = code.getShape();
    NDArray y = entry.forward(store, new NDList(code), training).singletonOrThrow();
    for (SudoBlock block : blocks) {
      NDArray left = y;
      y = block.apply(store, left, training);
      left.close();
    }
    NDArray ready = before.forward(store, new NDList(y), training).singletonOrThrow();
    NDArray image = config.improved() ? ready : ready.expandDims(1);
    return masks.apply(
        training,
        scores
            .apply(store, image, training)
            .reshape(shape.get(0), config.stems().size(), shape.get(1), shape.get(2)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape in = inputShapes[0];
    return new Shape[] {new Shape(in.get(0), config.stems().size(), 1, in.get(2))};
  }
}
