package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.scanline.backbones.weights.Variables;

/**
 * Splits a spectrum into bands and describes each band by D features that do not depend on level.
 *
 * <p>A bin gives six numbers: its four complex parts divided by the RMS of its band, and for each
 * channel the logarithm of its power against the running level of the mixture. One affine layer a
 * band turns them into D features (Luo and Yu 2023, Music source separation with band-split RNN).
 */
final class BandFeatures {
  private static final int PER_BIN = 6;
  private static final float SILENCE = 1e-20f;

  private final List<Integer> edges;
  private final Dense[] bands;
  private final NDArray average;
  private final NDArray spread;

  BandFeatures(Variables variables, BandSplitConfig config, NDManager manager) {
    edges = config.bandEdges();
    bands = new Dense[edges.size() - 1];
    float[] members = new float[bands.length * config.bins()];
    float[] means = new float[members.length];
    for (int b = 0; b < bands.length; b++) {
      int bins = edges.get(b + 1) - edges.get(b);
      bands[b] = Dense.of(variables, "split." + b, (long) PER_BIN * bins, config.width());
      for (int f = edges.get(b); f < edges.get(b + 1); f++) {
        members[b * config.bins() + f] = 1;
        means[f * bands.length + b] = 1f / (bins * BandSplitConfig.CHANNELS);
      }
    }
    average = manager.create(means, new Shape(config.bins(), bands.length));
    spread = manager.create(members, new Shape(bands.length, config.bins()));
  }

  /**
   * Describes the bands.
   *
   * @param spectrum (B,T,F,4): real left, real right, imaginary left, imaginary right
   * @param level (B,T,1,1) running mean power of a bin
   * @return (B,K,T,D)
   */
  NDArray apply(NDArray spectrum, NDArray level) {
    Shape shape = spectrum.getShape();
    long batch = shape.get(0);
    long frames = shape.get(1);
    long bins = shape.get(2);
    NDArray floor = level.mul(1e-7f).add(SILENCE);
    NDList halves = spectrum.square().split(2, 3);
    NDArray power = halves.get(0).add(halves.get(1));
    NDArray bandPower = power.sum(new int[] {3}).matMul(average).add(floor.squeeze(3));
    NDArray scale = bandPower.matMul(spread).expandDims(3).sqrt();
    NDArray loudness = power.add(floor).div(level.add(SILENCE)).log().mul(0.15f).add(0.5f);
    NDArray features = spectrum.div(scale).concat(loudness, 3);
    NDList split = new NDList(bands.length);
    for (int b = 0; b < bands.length; b++) {
      NDIndex bandBins = new NDIndex().addAllDim(2).addSliceDim(edges.get(b), edges.get(b + 1));
      NDArray band = features.get(bandBins).reshape(batch, frames, -1);
      split.add(bands[b].apply(band));
    }
    return ai.djl.ndarray.NDArrays.stack(split, 1);
  }
}
