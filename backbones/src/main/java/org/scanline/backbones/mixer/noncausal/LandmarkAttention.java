package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.noncausal.GaussianAttention;
import org.scanline.backbones.layer.ImageConvolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.LayerNorm;

/** The part of {@link Soft} between its projections. */
final class LandmarkAttention extends Layer {
  private static final double EPSILON = 1e-5;
  private final ImageConvolution landmarks;
  private final LayerNorm norm;
  private final ImageConvolution local;

  LandmarkAttention(Soft.Config config) {
    int heads = config.heads();
    int width = config.width() / heads;
    int ratio = config.ratio();
    landmarks =
        addChildBlock(
            "Qlandmark_op",
            new ImageConvolution(
                new ImageConvolution.Config(width, width, ratio, ratio, 0, 1), false));
    norm = addChildBlock("Qnorm_act", new Nested<>("0", new LayerNorm(width, EPSILON))).content();
    local =
        addChildBlock(
            "conv",
            new ImageConvolution(ImageConvolution.Config.depthwise(heads, config.local()), false));
  }

  /** Attends from q (B,H,T,K) over v (B,H,T,K) of an image with T = rows times columns. */
  NDArray apply(
      ParameterStore store, NDArray q, NDArray v, int rows, int columns, boolean training) {
    Shape s = q.getShape();
    NDArray scaled = GaussianAttention.scaled(q);
    NDArray images = // each head an image of K channels
        scaled.reshape(s.get(0) * s.get(1), rows, columns, s.get(3)).transpose(0, 3, 1, 2);
    NDArray seen = landmarks.apply(store, images, training).transpose(0, 2, 3, 1);
    NDArray marks =
        Activation.gelu(norm.apply(store, seen, training))
            .reshape(s.get(0), s.get(1), -1, s.get(3));
    NDArray around = // each channel an image of H channels
        v.transpose(0, 3, 1, 2).reshape(s.get(0) * s.get(3), s.get(1), rows, columns);
    NDArray convolved =
        local
            .apply(store, around, training)
            .reshape(s.get(0), s.get(3), s.get(1), s.get(2))
            .transpose(0, 2, 3, 1);
    return GaussianAttention.apply(scaled, v, marks).output().add(convolved);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    int side = WholeMixer.side(inputs.get(0).getShape().get(2));
    return new NDList(apply(store, inputs.get(0), inputs.get(1), side, side, training));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {inputShapes[1]};
  }
}
