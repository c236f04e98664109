package org.scanline.backbones.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.backbones.scan.ScanForm;

class AttentionLawTests {
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    manager.getEngine().setRandomSeed(Integer.getInteger("scanline.seed", 20261122));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static void assertClose(NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).isEqualTo(expected.getShape());
    float worst = actual.sub(expected).abs().max().getFloat();
    assertThat(worst).isLessThanOrEqualTo((float) within * expected.abs().max().getFloat());
  }

  private NDList inputs(long steps) {
    return new NDList(
        manager.randomNormal(new Shape(2, 3, steps, 5)),
        manager.randomNormal(new Shape(2, 3, steps, 5)),
        manager.randomNormal(new Shape(2, 3, steps, 7)));
  }

  @Test
  void theLastStepOfCausalLinearAttentionSeesWhatTheFullOneSees() {
    NDList in = inputs(41);
    NDArray q = FeatureMap.ELU_PLUS_ONE.apply(in.get(0));
    NDArray k = FeatureMap.ELU_PLUS_ONE.apply(in.get(1));
    NDArray causal =
        KernelAttention.causal(ScanForm.fused(), q, k, in.get(2), null, null, 1e-6).output();
    NDArray full = KernelAttention.full(q, k, in.get(2), 1e-6);
    assertClose(causal.get(":, :, -1:"), full.get(":, :, -1:"), 5e-6);
  }

  @ParameterizedTest
  @EnumSource(FeatureMap.class)
  void theLinearProductIsTheQuadraticOne(FeatureMap map) {
    NDList in = inputs(23);
    NDArray q = map.apply(in.get(0));
    NDArray k = map.apply(in.get(1));
    NDArray quadratic = q.matMul(k.swapAxes(2, 3)).matMul(in.get(2));
    assertClose(KernelAttention.product(q, k, in.get(2)), quadratic, 5e-6);
  }

  @Test
  void aWindowOverEverythingIsCausalAttentionAndItsMassIsTheSumOfWeights() {
    NDList in = inputs(30);
    NDArray whole = SoftmaxAttention.causal(in.get(0), in.get(1), in.get(2), 0.4);
    NDArray massed = SoftmaxAttention.windowedWithMass(in.get(0), in.get(1), in.get(2), 64, 0.4);
    assertClose(massed.get(":, :, :, :7"), whole, 2e-6);
    NDArray scores = in.get(0).matMul(in.get(1).swapAxes(2, 3)).mul(0.4).get(":, :, -1");
    NDArray weights = scores.sub(scores.max(new int[] {2}, true)).exp().sum(new int[] {2});
    assertClose(massed.get(":, :, -1, 7"), weights, 5e-6);
  }

  @Test
  void blocksOfOneReturnTheValuesAndOneBlockIsCausalAttention() {
    NDList in = inputs(30);
    NDArray values = BlockAttention.causal(in.get(0), in.get(1), in.get(2), 1, 0.4);
    assertClose(values, in.get(2), 2e-6);
    NDArray whole = SoftmaxAttention.causal(in.get(0), in.get(1), in.get(2), 0.4);
    NDArray one = BlockAttention.causal(in.get(0), in.get(1), in.get(2), 31, 0.4);
    assertClose(one, whole, 2e-6);
  }

  @Test
  void gateAndKeyAddUpToOneForAnyBound() {
    NDArray f = manager.linspace(-30, 30, 61);
    for (double bound : new double[] {0, 1e-6, 0.3, 0.999}) {
      NDArray b = bound == 0 ? null : manager.full(new Shape(1), (float) bound);
      LowerBoundedGate gate = LowerBoundedGate.of(f, b);
      NDArray sum = gate.logDecay().exp().add(gate.key());
      assertThat(sum.sub(1).abs().max().getFloat()).isLessThan(5e-6f);
      assertThat(gate.logDecay().max().getFloat()).isLessThanOrEqualTo(0);
      assertThat(gate.key().min().getFloat()).isPositive();
    }
  }

  @Test
  void slopesArePowersForPowersOfTwoAndInterleavedOtherwise() {
    assertThat(AlibiSlopes.of(4)).containsExactly(0.25, 0.0625, 0.015625, 0.00390625);
    assertThat(AlibiSlopes.of(3))
        .containsExactly(new double[] {0.0625, 0.00390625, 0.25}, within(1e-15));
  }
}
