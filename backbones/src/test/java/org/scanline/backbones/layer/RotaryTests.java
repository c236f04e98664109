package org.scanline.backbones.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RotaryTests {
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    manager.getEngine().setRandomSeed(Integer.getInteger("scanline.seed", 20261122));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static List<Rotary> kinds() {
    return List.of(Rotary.halves(6, 10_000), Rotary.adjacent(6));
  }

  private static float product(Rotary rotary, NDArray q, NDArray k, long atQ, long atK) {
    return rotary.rotate(q, atQ).mul(rotary.rotate(k, atK)).sum().getFloat();
  }

  @Test
  void productsDependOnTheDistanceAloneHoweverFarOut() {
    NDArray q = manager.randomNormal(new Shape(1, 1, 1, 6));
    NDArray k = manager.randomNormal(new Shape(1, 1, 1, 6));
    for (Rotary rotary : kinds()) {
      float near = product(rotary, q, k, 17, 5);
      for (long far : new long[] {100, 1_000_003, 1L << 33}) {
        assertThat(product(rotary, q, k, far + 12, far)).isEqualTo(near, within(5e-6f));
      }
    }
  }

  @Test
  void lengthsStayAndPositionZeroChangesNothing() {
    NDArray x = manager.randomNormal(new Shape(2, 3, 11, 6));
    for (Rotary rotary : kinds()) {
      NDArray turned = rotary.rotate(x, 40);
      NDArray difference = turned.square().sum(new int[] {3}).sub(x.square().sum(new int[] {3}));
      assertThat(difference.abs().max().getFloat()).isLessThan(2e-5f);
      assertThat(rotary.rotate(x, 0).get(":, :, 0")).isEqualTo(x.get(":, :, 0"));
    }
  }

  @Test
  void goingOnFromAPositionIsTurningTheWhole() {
    NDArray x = manager.randomNormal(new Shape(2, 3, 11, 6));
    for (Rotary rotary : kinds()) {
      NDArray rest = rotary.rotate(x.get(":, :, 4:"), 4);
      assertThat(rest).isEqualTo(rotary.rotate(x, 0).get(":, :, 4:"));
      assertThat(rotary.rotate(x.get(":, :, :0"), 4).getShape()).isEqualTo(new Shape(2, 3, 0, 6));
    }
  }

  @Test
  void oddWidthsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rotary.halves(5, 10_000))
        .withMessageContaining("width=5");
  }

  @Test
  void positionsAreExactBeyondWhatAFloatCounts() {
    for (long position : new long[] {0, 1, (1L << 20) - 1, (1L << 24) + 1, (1L << 40) + 12_345}) {
      assertThat(Position.of(Position.at(manager, 3, position))).isEqualTo(position);
    }
  }
}
