package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.attention.KernelAttention;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.scan.ScanForm;

class BidirectionalOuterProductTests {
  private static final long B = 2;
  private static final long H = 3;
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    Laws.seed(manager, BidirectionalOuterProductTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private NDList inputs(int steps) {
    return new NDList(
        manager.randomNormal(new Shape(B, H, steps, 5)),
        manager.randomNormal(new Shape(B, H, steps, 5)),
        manager.randomNormal(new Shape(B, H, steps, 4)),
        manager.randomNormal(new Shape(B, H, steps)).abs().neg(),
        manager.randomNormal(new Shape(B, H, steps)).abs().neg());
  }

  /** Every pair of steps by itself. */
  private NDList pairs(NDList in) {
    int steps = (int) in.get(0).getShape().get(2);
    float[] forward = new float[steps * steps * steps]; // gate l of pair (t,j)
    float[] backward = new float[steps * steps * steps];
    for (int t = 0; t < steps; t++) {
      for (int j = 0; j < steps; j++) {
        for (int l = 0; l < steps; l++) {
          forward[(t * steps + j) * steps + l] = j < l && l <= t ? 1 : 0;
          backward[(t * steps + j) * steps + l] = t <= l && l < j ? 1 : 0;
        }
      }
    }
    NDArray decay = spans(in.get(3), forward, steps).add(spans(in.get(4), backward, steps)).exp();
    NDArray scores = in.get(0).matMul(in.get(1).transpose(0, 1, 3, 2)).mul(decay);
    return new NDList(scores.matMul(in.get(2)).mul(manager.full(new Shape(), 0.4f)));
  }

  private NDArray spans(NDArray gates, float[] spans, int steps) {
    Shape shape = new Shape((long) steps * steps, steps);
    NDArray w = Constants.of(manager, spans, shape, gates.getDataType());
    return gates.matMul(w.transpose()).reshape(B, H, steps, steps);
  }

  private static NDList run(ScanForm form, NDList in) {
    return new NDList(
        BidirectionalOuterProduct.run(
            form, in.get(0), in.get(1), in.get(2), in.get(3), in.get(4), 0.4f));
  }

  @Test
  void bothWaysTogetherReadEveryPairOnce() {
    for (int steps : new int[] {1, 2, 13}) {
      NDList in = inputs(steps);
      NDArray expected = pairs(in).head();
      for (ScanForm form : new ScanForm[] {ScanForm.chunked(4), ScanForm.fused()}) {
        Laws.assertClose(form.toString(), run(form, in).head(), expected, 5e-6);
      }
    }
  }

  @Test
  void gradientsAreThoseOfThePairs() {
    NDList in = inputs(9);
    NDList expected = Laws.gradients(in, this::pairs);
    NDList actual = Laws.gradients(in, leaves -> run(ScanForm.chunked(4), leaves));
    for (int i = 0; i < in.size(); i++) {
      Laws.assertClose("gradient " + i, actual.get(i), expected.get(i), 2e-5);
    }
  }

  @Test
  void withoutGatesAllStepsReadOneSum() {
    NDList in = inputs(21);
    NDArray both =
        BidirectionalOuterProduct.run(
            ScanForm.fused(), in.get(0), in.get(1), in.get(2), null, null, 1);
    NDArray sum = KernelAttention.product(in.get(0), in.get(1), in.get(2));
    Laws.assertClose("sum", both, sum, 5e-6);
  }
}
