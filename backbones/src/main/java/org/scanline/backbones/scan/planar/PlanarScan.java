package org.scanline.backbones.scan.planar;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

/**
 * Three gated recurrences over the cells of a plane: along each row to the right, along each row to
 * the left, and down each column, every channel by itself:
 *
 * <pre>
 * h_t = a_t h_(t-1) + (1 - a_t) u_t,   a_t = sigmoid(gate_t)
 * </pre>
 *
 * <p>the recurrence of HGRN (Qin et al., 2023) and minGRU (Feng et al., 2024). A plane may be cut
 * between rows: rows are complete by themselves, and what leaves one strip downwards enters the
 * next. So it can be read from the top down with a state of one row.
 *
 * <p>Shapes: inputs and gates (B,3E,H,W), the channels of the scan to the right first, then those
 * to the left, then those down; output the same; state (B,E,W), each E channels of a column. The
 * naive form goes cell by cell, the chunked one by doubling distances, both on NDArrays with
 * gradients (sizes of chunks play no part); the fused form is plain Java on FLOAT32 arrays on the
 * CPU, fastest when the channels of a cell lie side by side, and its bits depend neither on the
 * number of threads nor on how the plane is cut. Thread-safe: nothing is kept between calls.
 */
public final class PlanarScan {
  private PlanarScan() {}

  /**
   * Runs the recurrences.
   *
   * @param form which form to compute
   * @param inputs u (B,3E,H,W)
   * @param gates before the sigmoid, (B,3E,H,W)
   * @param above state of the row above (B,E,W), or null for zero
   * @return h (B,3E,H,W) and the state of the last row (B,E,W)
   * @throws IllegalArgumentException naming what does not fit
   */
  public static ScanResult run(
      ScanForm form, NDArray inputs, NDArray gates, @Nullable NDArray above) {
    Shape shape = inputs.getShape();
    if (shape.dimension() != 4 || shape.get(1) % 3 != 0) {
      throw new IllegalArgumentException("inputs must be (B,3E,H,W), are " + shape);
    }
    if (!gates.getShape().equals(shape)) {
      throw new IllegalArgumentException(
          "gates must be " + shape + " as the inputs, are " + gates.getShape());
    }
    Shape row = new Shape(shape.get(0), shape.get(1) / 3, shape.get(3));
    if (above != null && !above.getShape().equals(row)) {
      throw new IllegalArgumentException("state must be " + row + ", is " + above.getShape());
    }
    NDArray before = above == null ? inputs.getManager().zeros(row, inputs.getDataType()) : above;
    if (shape.size() == 0) {
      return new ScanResult(inputs.add(0), before.add(0));
    }
    if (form.kind() == ScanForm.Kind.FUSED) {
      return FusedPlanarScan.run(inputs, gates, before, form.size());
    }
    boolean steps = form.kind() == ScanForm.Kind.NAIVE;
    NDArray output =
        (steps ? TorchPlanarScan.STEPS : TorchPlanarScan.DOUBLING)
            .apply(true, inputs, gates, before);
    long last = shape.get(1) / 3 * 2;
    return new ScanResult(output, output.get(new NDIndex(":, {}:, {}, :", last, shape.get(2) - 1)));
  }
}
