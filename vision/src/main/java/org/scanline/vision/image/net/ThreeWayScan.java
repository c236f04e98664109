package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.planar.PlanarScan;
import org.scanline.backbones.weights.Parameters;

/**
 * A mixer that sees the row of a pixel in both directions and everything above it: (1,D,H,W) to
 * (1,D,H,W).
 *
 * <p>Inputs u and gates of {@link PlanarScan} are projections of the pixel, its three scans are
 * projected back. Gates begin with memories from two pixels to sixty-four. It carries one row of E
 * numbers from strip to strip.
 */
final class ThreeWayScan extends Layer {
  private final int channels;
  private final Convolution input;
  private final Convolution gate;
  private final Convolution output;

  /**
   * Declares the parameters.
   *
   * @param width D
   * @param channels E of each direction
   */
  ThreeWayScan(int width, int channels) {
    this.channels = channels;
    long scans = 3L * channels;
    input = addChildBlock("input", new Convolution(Convolution.Config.plane(width, scans, 1, 1)));
    gate = addChildBlock("gate", new Convolution(Convolution.Config.plane(width, scans, 1, 1)));
    Objects.requireNonNull(Parameters.named(gate).get("bias")).setInitializer(memories(channels));
    output = addChildBlock("output", new Convolution(Convolution.Config.plane(scans, width, 1, 1)));
  }

  /** 1 - a from 1/2 to 1/64 in geometric steps, for each direction. */
  private static Initializer memories(int channels) {
    float[] biases = new float[3 * channels];
    for (int i = 0; i < biases.length; i++) {
      double place = channels == 1 ? 0.5 : (i % channels) / (channels - 1.0);
      biases[i] = (float) Math.log(Math.pow(2, 1 + 5 * place) - 1);
    }
    return (manager, shape, type) -> manager.create(biases, shape);
  }

  /** The state above the first row, (B,E,W). */
  NDArray above(NDManager manager, long batch, long columns) {
    return manager.zeros(new Shape(batch, channels, columns));
  }

  /** Mixes rows (B,D,H,W) that come below a state. */
  ScanResult mix(ParameterStore store, ScanForm form, NDArray x, NDArray above, boolean training) {
    NDArray u = input.apply(store, x, training);
    NDArray gates = gate.apply(store, x, training);
    ScanResult scan = PlanarScan.run(form, u, gates, above);
    return new ScanResult(output.apply(store, scan.output(), training), scan.state());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    Shape s = x.getShape();
    NDArray above = above(x.getManager(), s.get(0), s.get(3));
    ScanForm form = training ? ScanForm.naive() : ScanForm.fused();
    return new NDList(mix(store, form, x, above, training).output());
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
