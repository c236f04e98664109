package org.scanline.datasets.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.attention.SoftmaxAttention;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.convolution.DiagonalStateSpace;
import org.scanline.backbones.scan.delta.GatedDeltaRule;
import org.scanline.backbones.scan.dplr.DiagonalPlusLowRank;
import org.scanline.backbones.scan.outer.GatedOuterProduct;
import org.scanline.backbones.scan.selective.SelectiveScan;

/**
 * Random inputs for each recurrence, of the sizes that a trained model has: keys of length one,
 * mild decays.
 */
final class Workloads {
  private static final float STRONGEST = -0.1f; // natural logarithm of the strongest decay

  private static final float SHORTEST_STEP = 1e-3f; // of a state space
  private static final float LONGEST_STEP = 0.1f;
  private static final Shape EMPTY = new Shape(0);

  private final NDManager manager = NDManager.newBaseManager();
  private final BenchmarkForm form;
  private final Sizes sizes;
  private final int steps;
  private final int threads;
  private final Shape rows;
  private final Shape scalars;

  Workloads(BenchmarkForm form, Sizes sizes, int steps, int threads) {
    this.form = form;
    this.sizes = sizes;
    this.steps = steps;
    this.threads = threads;
    rows = new Shape(1, sizes.heads(), steps, sizes.width());
    scalars = rows.slice(0, 3);
  }

  private NDArray normal() {
    return manager.randomNormal(0, 1, rows, DataType.FLOAT32);
  }

  private NDArray unit() {
    NDArray x = normal();
    return x.div(x.square().sum(new int[] {-1}, true).sqrt());
  }

  private NDArray gates(Shape shape) {
    return manager.randomUniform(STRONGEST, 0, shape, DataType.FLOAT32);
  }

  Workload ungated() {
    return form == BenchmarkForm.STREAM ? stream(0) : outer(null);
  }

  Workload scalarGate() {
    return form == BenchmarkForm.STREAM ? stream(1) : outer(gates(scalars));
  }

  Workload diagonalGate() {
    return form == BenchmarkForm.STREAM ? stream(sizes.width()) : outer(gates(rows));
  }

  private Workload stream(int gateWidth) {
    manager.close();
    return new StreamWorkload(sizes, steps, gateWidth, threads);
  }

  private Workload outer(@Nullable NDArray logGate) {
    ScanForm scan = form.scan(threads);
    NDArray q = normal();
    NDArray k = unit();
    NDArray v = normal();
    return new CarriedWorkload(
        manager, state -> GatedOuterProduct.run(scan, q, k, v, logGate, state, scale()));
  }

  Workload delta() {
    return delta(null);
  }

  Workload gatedDelta() {
    return delta(gates(scalars));
  }

  private Workload delta(@Nullable NDArray logGate) {
    ScanForm scan = form.scan(threads);
    NDArray q = unit();
    NDArray k = unit();
    NDArray v = normal();
    NDArray beta = manager.randomUniform(0, 1, scalars, DataType.FLOAT32);
    return new CarriedWorkload(
        manager, state -> GatedDeltaRule.run(scan, q, k, v, beta, logGate, state, scale()));
  }

  /** As RWKV-7 calls it: a is minus the unit key, b the key times a learning rate. */
  Workload lowRank() {
    ScanForm scan = form.scan(threads);
    NDArray q = normal();
    NDArray k = unit();
    NDArray v = normal();
    NDArray a = k.neg();
    NDArray b = k.mul(manager.randomUniform(0, 1, rows, DataType.FLOAT32));
    NDArray logGate = gates(rows);
    return new CarriedWorkload(
        manager, state -> DiagonalPlusLowRank.run(scan, q, k, v, a, b, logGate, state, 1));
  }

  Workload selective() {
    ScanForm scan = form.scan(threads);
    Shape states = new Shape(1, steps, Sizes.STATES);
    NDArray a = manager.randomUniform(-Sizes.STATES, -1, new Shape(sizes.channels(), Sizes.STATES));
    NDArray u = manager.randomNormal(0, 1, channelRows(), DataType.FLOAT32);
    NDArray delta = manager.randomUniform(SHORTEST_STEP, LONGEST_STEP, channelRows());
    NDArray b = manager.randomNormal(0, 1, states, DataType.FLOAT32);
    NDArray c = manager.randomNormal(0, 1, states, DataType.FLOAT32);
    SelectiveScan selective = new SelectiveScan(a, null, null, false);
    return new CarriedWorkload(
        manager, state -> selective.runByStep(scan, u, delta, b, c, null, state));
  }

  /** S4D as it starts before training: A = -1/2 + i pi n. */
  Workload longConvolution() {
    ScanForm scan = form.scan(threads);
    Shape modes = new Shape(sizes.channels(), Sizes.MODES);
    NDArray logStep =
        manager.randomUniform(
            (float) Math.log(SHORTEST_STEP),
            (float) Math.log(LONGEST_STEP),
            new Shape(sizes.channels()),
            DataType.FLOAT32);
    NDArray numbers = manager.arange(Sizes.MODES).toType(DataType.FLOAT32, true);
    DiagonalStateSpace space =
        new DiagonalStateSpace(
            logStep,
            manager.randomNormal(0, 1, modes.add(2), DataType.FLOAT32),
            manager.full(modes, (float) Math.log(0.5), DataType.FLOAT32),
            numbers.mul((float) Math.PI).broadcast(modes));
    NDArray u = manager.randomNormal(0, 1, channelRows(), DataType.FLOAT32);
    return new CarriedWorkload(manager, state -> space.runByStep(scan, u, state));
  }

  private Shape channelRows() {
    return new Shape(1, steps, sizes.channels());
  }

  Workload softmax() {
    NDArray q = normal();
    NDArray k = normal();
    NDArray v = normal();
    return new CarriedWorkload(
        manager,
        nothing -> new ScanResult(SoftmaxAttention.causal(q, k, v, scale()), manager.zeros(EMPTY)));
  }

  private float scale() {
    return (float) (1 / Math.sqrt(sizes.width()));
  }
}
