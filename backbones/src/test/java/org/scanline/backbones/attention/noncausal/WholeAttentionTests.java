package org.scanline.backbones.attention.noncausal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.layer.Constants;

class WholeAttentionTests {
  private static final long B = 2;
  private static final long H = 3;
  private static final long K = 5;
  private static final long V = 7;
  private final NDManager manager = NDManager.newBaseManager();
  private int seed;

  @BeforeEach
  void seed() {
    seed = Laws.seed(manager, WholeAttentionTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** An operator whose queries and keys may differ. */
  private interface Attention {
    NDArray apply(NDArray q, NDArray k, NDArray v);
  }

  private static NDArray signs(NDArray x) {
    return x.gt(0).toType(x.getDataType(), false).mul(2).sub(1);
  }

  private static Map<String, Attention> all() {
    Map<String, Attention> all = new LinkedHashMap<>();
    all.put("flow", FlowAttention::apply);
    all.put("injective", InjectiveAttention::apply);
    all.put("magnitude-aware", (q, k, v) -> MagnitudeAwareAttention.apply(q, k, v, null));
    all.put(
        "binary", (q, k, v) -> BinaryAttention.apply(signs(q), v, BinaryAttention.Constant.SUM));
    all.put(
        "binary as published",
        (q, k, v) -> BinaryAttention.apply(signs(q), v, BinaryAttention.Constant.OWN));
    return all;
  }

  private void forEach(long[] lengths, BiConsumer<Attention, NDArray[]> law) {
    for (long steps : lengths) {
      NDArray[] qkv = {
        manager.randomNormal(new Shape(B, H, steps, K)),
        manager.randomNormal(new Shape(B, H, steps, K)),
        manager.randomNormal(new Shape(B, H, steps, V))
      };
      all().values().forEach(attention -> law.accept(attention, qkv));
    }
  }

  @Test
  void shortSequencesGiveFiniteOutputs() {
    forEach(
        new long[] {0, 1, 2},
        (attention, in) -> {
          NDArray o = attention.apply(in[0], in[1], in[2]);
          assertThat(o.getShape()).isEqualTo(in[2].getShape());
          for (float value : o.toFloatArray()) {
            assertThat(value).isFinite();
          }
        });
  }

  @Test
  void sequencesOfABatchDoNotSeeEachOther() {
    forEach(
        new long[] {13},
        (attention, in) -> {
          NDArray whole = attention.apply(in[0], in[1], in[2]);
          NDIndex second = new NDIndex("1:");
          NDArray alone = attention.apply(in[0].get(second), in[1].get(second), in[2].get(second));
          Laws.assertClose("second sequence", alone, whole.get(second), 2e-6);
        });
  }

  @Test
  void theOrderOfTokensDoesNotMatter() {
    List<Long> order = new ArrayList<>();
    for (long t = 0; t < 13; t++) {
      order.add(t);
    }
    Collections.shuffle(order, new Random(seed));
    NDArray places =
        Constants.indices(manager, order.stream().mapToLong(Long::longValue).toArray());
    NDIndex shuffled = new NDIndex(":, :, {}", places);
    forEach(
        new long[] {13},
        (attention, in) -> {
          NDArray o = attention.apply(in[0], in[1], in[2]).get(shuffled);
          NDArray moved =
              attention.apply(in[0].get(shuffled), in[1].get(shuffled), in[2].get(shuffled));
          Laws.assertClose("shuffled", moved, o, 1e-5);
        });
  }

  @Test
  void weightsSumToOneWhereThePaperSaysSo() {
    NDArray q = manager.randomNormal(new Shape(B, H, 17, K));
    NDArray k = manager.randomNormal(new Shape(B, H, 17, K));
    NDArray ones = manager.ones(new Shape(B, H, 17, V));
    for (String name : List.of("injective", "magnitude-aware", "binary", "binary as published")) {
      Attention attention = Objects.requireNonNull(all().get(name));
      NDArray o = attention.apply(q, k, ones);
      if (name.equals("binary as published")) { // its constant counts one token, not all
        assertThat(o.sub(1).abs().max().getFloat()).isGreaterThan(1e-2f);
      } else {
        Laws.assertClose(name, o, ones, 1e-5);
      }
    }
  }

  @Test
  void twiceTheTokensTakeTwiceTheTime() {
    all()
        .forEach(
            (name, attention) -> {
              double ratio = (double) time(attention, 16_384) / time(attention, 8_192);
              assertThat(ratio).as(name).isLessThan(3); // quadratic would be 4
            });
  }

  private long time(Attention attention, long steps) {
    try (NDManager scope = manager.newSubManager()) {
      NDArray q = scope.randomNormal(new Shape(1, 2, steps, 32));
      NDArray v = scope.randomNormal(new Shape(1, 2, steps, 32));
      return Laws.least(
          7,
          () -> {
            try (NDManager step = scope.newSubManager()) {
              NDArray input = q.duplicate();
              input.attach(step);
              attention.apply(input, input, v);
            }
          });
    }
  }

  @Test
  void gaussianAttentionOfAllLandmarksIsThatOfTheWholeKernel() {
    NDArray q = GaussianAttention.scaled(manager.randomNormal(new Shape(B, H, 6, 24)));
    NDArray v = manager.randomNormal(new Shape(B, H, 6, V));
    GaussianAttention result = GaussianAttention.apply(q, v, q);
    NDArray distance = q.expandDims(3).sub(q.expandDims(2)).square().sum(new int[] {4});
    NDArray kernel = distance.mul(-0.5).exp();
    NDArray ridge = manager.eye(6).mul(0.01);
    NDArray inverse = kernel.add(ridge).inverse();
    Laws.assertClose("inverse", result.inverse(), inverse, 1e-4);
    Laws.assertClose(
        "output", result.output(), kernel.matMul(inverse).matMul(kernel).matMul(v), 1e-4);
  }
}
