package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.scanline.backbones.weights.Initial;
import org.scanline.backbones.weights.Variables;

/**
 * Mixing across the K bands of one frame, then across the D features of one band; no memory.
 *
 * <p>The bands go through a two-layer perceptron whose weights are shared by all features
 * (Tolstikhin et al. 2021, MLP-Mixer), the features through a gated one.
 */
final class BandMixer {
  private final Dense.Norm bandNorm;
  private final NDArray up;
  private final NDArray upBias;
  private final NDArray down;
  private final Dense.Norm featureNorm;
  private final Dense expand;
  private final Dense contract;

  BandMixer(Variables variables, BandSplitConfig config) {
    int bands = config.bandEdges().size() - 1;
    long width = config.width();
    bandNorm = Dense.Norm.of(variables, "band_norm", width);
    up = variables.get("band_up.weight", Initial.dense(bands), config.bandHidden(), bands);
    upBias = variables.get("band_up.bias", Initial.constant(0), config.bandHidden(), 1);
    down = variables.get("band_down.weight", Initial.normal(0.02), bands, config.bandHidden());
    featureNorm = Dense.Norm.of(variables, "feature_norm", width);
    expand = Dense.of(variables, "expand", width, 4 * width);
    contract =
        Dense.of(
            variables, "contract", 2 * width, width, Initial.normal(0.02), Initial.constant(0));
  }

  /** (B,K,T,D) to (B,K,T,D). */
  NDArray apply(NDArray x) {
    Shape shape = x.getShape();
    NDArray flat = bandNorm.apply(x).reshape(shape.get(0), shape.get(1), -1);
    NDArray hidden = Activation.gelu(times(up, flat).add(upBias));
    NDArray mixed = x.add(times(down, hidden).reshape(shape));
    var parts = expand.apply(featureNorm.apply(mixed)).split(2, 3);
    NDArray gated = Activation.gelu(parts.get(0)).mul(parts.get(1));
    return mixed.add(contract.apply(gated));
  }

  /** The product W X for every item of the batch, owned by the manager of X. */
  private static NDArray times(NDArray weight, NDArray x) {
    NDArray product = weight.matMul(x);
    product.attach(x.getManager());
    return product;
  }
}
