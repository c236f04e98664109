package org.scanline.backbones.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantsTests {
  private static final int SIZE = 5000;

  @Test
  void numbersOutliveTheArrayTheyWereMadeFrom() {
    try (NDManager manager = NDManager.newBaseManager()) {
      float[] ones = new float[SIZE];
      Arrays.fill(ones, 1);
      List<NDArray> constants = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        constants.add(Constants.of(manager, ones, new Shape(SIZE), DataType.FLOAT32));
      }
      float[] poison = new float[SIZE];
      Arrays.fill(poison, Float.NaN);
      for (int round = 0; round < 5; round++) {
        System.gc();
        for (int i = 0; i < 50; i++) {
          manager.create(poison);
        }
      }
      for (NDArray constant : constants) {
        assertThat(constant.toFloatArray()).containsOnly(1);
      }
    }
  }
}
