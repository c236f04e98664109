package org.scanline.datasets.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Embedding;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;

/**
 * A backbone between an embedding of the inputs and a head that tells classes apart, as in a
 * language model.
 *
 * <p>Parameters embedding.weight, a row for each token (or embed.weight and embed.bias for rows of
 * grey levels), those of the backbone behind "backbone.", and head.weight, unless it is tied, that
 * is, shared with the embedding.
 */
final class SequenceNet extends Layer {
  private static final double WHITE = 255;
  private static final double BALANCE = 0.01;
  private final Backbone backbone;
  private final int classes;
  private final @Nullable Parameter tokens;
  private final @Nullable Projection rows;
  private final @Nullable Projection head;

  /**
   * Declares the parameters.
   *
   * @param vocabulary number of tokens, or 0 for rows of grey levels
   * @param features grey levels a row
   * @param tied whether the head is the embedding; needs as many classes as tokens
   */
  SequenceNet(Backbone.Config config, int vocabulary, int features, int classes, boolean tied) {
    if (tied && vocabulary != classes) {
      throw new IllegalArgumentException(
          "a tied head needs classes=" + classes + " to be vocabulary=" + vocabulary);
    }
    this.classes = classes;
    int width = config.width();
    if (vocabulary > 0) {
      float size = (float) (1 / Math.sqrt(width));
      tokens =
          parameter(
              "embedding.weight",
              (manager, shape, type) -> manager.randomNormal(0f, size, shape, type),
              vocabulary,
              width);
      rows = null;
    } else {
      tokens = null;
      rows = addChildBlock("embed", new Projection(features, width, true));
    }
    backbone = addChildBlock("backbone", new Backbone(config));
    head = tied ? null : addChildBlock("head", new Projection(width, classes, false));
  }

  Backbone backbone() {
    return backbone;
  }

  /**
   * Mixes the steps of a batch.
   *
   * @param inputs (B,T,F), whole numbers
   * @param state the backbone's
   * @return y (B,T,D) and the state after the last step
   */
  NDList mix(ParameterStore store, NDArray inputs, NDList state, ScanForm form, boolean training) {
    return backbone.mix(store, embed(store, inputs, training), state, form, training);
  }

  /** Embeds whole numbers (B,T,F) as (B,T,D). */
  NDArray embed(ParameterStore store, NDArray inputs, boolean training) {
    if (rows != null) {
      NDArray levels = inputs.toType(DataType.FLOAT32, true);
      return rows.apply(store, Scalars.times(levels, 1 / WHITE), training);
    }
    NDArray weight = tokenWeight(store, inputs, training);
    return Embedding.embedding(inputs.squeeze(2), weight, SparseFormat.DENSE).singletonOrThrow();
  }

  private NDArray tokenWeight(ParameterStore store, NDArray like, boolean training) {
    if (tokens == null) {
      throw new IllegalStateException("this net has no tokens");
    }
    return value(store, tokens, like.getDevice(), training);
  }

  /**
   * The logits of some steps.
   *
   * @param mixed (B,T,D) as {@link #mix} gave it
   * @param steps (N), places in B T, row by row
   * @return (N,classes)
   */
  NDArray logits(ParameterStore store, NDArray mixed, NDArray steps, boolean training) {
    NDArray asked = mixed.reshape(-1, backbone.width()).get(new NDIndex("{}", steps));
    return head != null
        ? head.apply(store, asked, training)
        : asked.matMul(tokenWeight(store, mixed, training).transpose());
  }

  /** The mean cross-entropy of the answers asked for, from mixed steps (B,T,D). */
  NDArray loss(ParameterStore store, NDArray mixed, Asked asked) {
    NDManager manager = mixed.getManager();
    NDArray steps = array(manager, asked.steps(), asked.steps().length);
    NDArray right = array(manager, asked.classes(), asked.steps().length, 1);
    return logits(store, mixed, steps, true).logSoftmax(1).gather(right, 1).mean().neg();
  }

  /**
   * A loss plus what keeps the backbone's routers balanced, by the factor of MoM (Du et al., 2025;
   * aux_loss_scale in flash-linear-attention).
   */
  static NDArray withBalance(NDArray loss, Backbone.Trained trained) {
    NDArray balance = trained.balanceLoss();
    return balance == null ? loss : loss.add(Scalars.times(balance, BALANCE));
  }

  /** Whole numbers as an array that the engine may keep. */
  static NDArray array(NDManager manager, int[] values, long... shape) {
    long[] wide = new long[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    try (NDArray borrowed = manager.create(wide, new Shape(shape))) {
      return borrowed.duplicate();
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    Shape shape = x.getShape();
    NDList state = backbone.initialState(x.getManager(), shape.get(0));
    ScanForm form = ScanForm.chunked(TaskTrainer.CHUNK);
    NDArray all = x.getManager().arange(0, shape.get(0) * shape.get(1), 1, DataType.INT64);
    NDArray mixed = mix(store, x, state, form, training).get(0);
    return new NDList(
        logits(store, mixed, all, training).reshape(shape.get(0), shape.get(1), classes));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), inputShapes[0].get(1), classes)};
  }
}
