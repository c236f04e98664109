package org.scanline.backbones.scan.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.junit.jupiter.api.Test;

class VectorExpTests {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;

  private static float at(float x, UnaryOperator<FloatVector> function) {
    return function.apply(FloatVector.broadcast(LANES, x)).lane(LANES.length() - 1);
  }

  @Test
  void powersOfTwoAreExactToTwoRoundings() {
    for (float z = -125; z < 126; z += 0.0137f) {
      double expected = Math.pow(2, z);
      assertThat(at(z, VectorExp::powerOfTwo) / expected).isBetween(1 - 2.5e-7, 1 + 2.5e-7);
    }
  }

  @Test
  void slowDecaysKeepTheirRate() {
    for (float z = -1f / 3; z < -1e-4f; z *= 0.93f) {
      double lost = 1 - (double) at(z, VectorExp::powerOfTwo);
      assertThat(Math.abs(lost + Math.expm1(z * Math.log(2)))).isLessThan(6.1e-8 - 3e-7 * z);
    }
    assertThat(at(0, VectorExp::powerOfTwo)).isEqualTo(1);
  }

  @Test
  void farBelowThereIsNextToNothing() {
    for (float z : new float[] {-126, -127, -150, -1000, -3.9e6f, -1e9f}) {
      assertThat(at(z, VectorExp::powerOfTwo)).isBetween(0f, 4e-38f);
    }
  }

  @Test
  void exponentialsHoldEverywhere() {
    for (float x = -87; x < 87; x += 0.0119f) {
      assertThat(at(x, VectorExp::exp) / Math.exp(x)).isBetween(1 - 3e-7, 1 + 3e-7);
    }
    assertThat(at(0, VectorExp::exp)).isEqualTo(1);
    assertThat(at(Float.NEGATIVE_INFINITY, VectorExp::exp)).isBetween(0f, 2e-38f);
    assertThat(at(Float.POSITIVE_INFINITY, VectorExp::exp)).isGreaterThan(8e37f);
    assertThat(at(Float.NaN, VectorExp::exp)).isNaN();
    assertThat(at(-Float.NaN, VectorExp::exp)).isNaN();
  }
}
