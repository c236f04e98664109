package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.weights.Initial;
import org.scanline.backbones.weights.Variables;

/**
 * Turns the features of the bands into one complex mask a stem, channel and bin; masks sum to one.
 *
 * <p>The last layer is linear, so the sum is fixed by its weights: their mean over the stems is
 * taken away, and 1 over the number of stems is added to every real part.
 */
final class MaskEstimator {
  private static final int COMPLEX = 2;

  private final int stems;
  private final List<Integer> edges;
  private final Dense.Norm norm;
  private final NDArray hidden;
  private final NDArray hiddenBias;
  private final Dense[] bands;
  private final NDArray share;
  private @Nullable List<Dense> frozen;

  MaskEstimator(Variables variables, BandSplitConfig config, NDManager manager) {
    stems = config.stems().size();
    edges = config.bandEdges();
    int count = edges.size() - 1;
    norm = Dense.Norm.of(variables, "norm", config.width());
    long inner = config.maskHidden();
    hidden =
        variables.get("hidden.weight", Initial.dense(config.width()), count, config.width(), inner);
    hiddenBias = variables.get("hidden.bias", Initial.constant(0), count, 1, inner);
    bands = new Dense[count];
    for (int b = 0; b < count; b++) {
      long numbers = (long) (edges.get(b + 1) - edges.get(b)) * perBin();
      bands[b] =
          Dense.of(
              variables, "band." + b, inner, numbers, Initial.normal(0.02), Initial.constant(0));
    }
    share = manager.create(new float[] {1f / stems, 0}, new Shape(1, COMPLEX, 1, 1));
  }

  private int perBin() {
    return stems * BandSplitConfig.CHANNELS * COMPLEX;
  }

  /** Fixes the weights, so that the constraint on them is worked out only once. */
  void freeze(NDManager manager) {
    List<Dense> fixed = new ArrayList<>();
    for (Dense band : bands) {
      fixed.add(constrained(band, manager));
    }
    frozen = fixed;
  }

  /**
   * Estimates the masks.
   *
   * @param x (B,K,T,D)
   * @return (B,T,F,2,S,2): bin, real and imaginary part, stem, channel
   */
  NDArray apply(NDArray x) {
    Shape shape = x.getShape();
    NDManager manager = x.getManager();
    NDArray tokens = norm.apply(x).reshape(shape.get(0), shape.get(1), -1, shape.get(3));
    NDArray inner = Activation.gelu(tokens.matMul(hidden).add(hiddenBias));
    NDList masks = new NDList(bands.length);
    for (int b = 0; b < bands.length; b++) {
      NDArray token = inner.get(new NDIndex().addAllDim().addIndices(b));
      Dense band = frozen == null ? constrained(bands[b], manager) : frozen.get(b);
      masks.add(band.apply(token));
    }
    return NDArrays.concat(masks, 2)
        .reshape(shape.get(0), shape.get(2), -1, COMPLEX, stems, BandSplitConfig.CHANNELS);
  }

  /**
   * The layer with the mean over stems taken out of weight and bias, and the equal share put in.
   */
  private Dense constrained(Dense band, NDManager manager) {
    long bins = band.bias().size() / perBin();
    Shape byStem = new Shape(bins, COMPLEX, stems, BandSplitConfig.CHANNELS, -1);
    NDArray weight = owned(band.weight().reshape(byStem), manager);
    NDArray bias = owned(band.bias().reshape(byStem), manager);
    NDArray even = weight.sub(weight.mean(new int[] {2}, true));
    NDArray evenBias = bias.sub(bias.mean(new int[] {2}, true)).squeeze(4).add(share);
    return new Dense(even.reshape(band.weight().getShape()), evenBias.reshape(-1));
  }

  private static NDArray owned(NDArray array, NDManager manager) {
    array.attach(manager);
    return array;
  }
}
