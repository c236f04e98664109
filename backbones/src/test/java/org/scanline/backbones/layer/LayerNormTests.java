package org.scanline.backbones.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.junit.jupiter.api.Test;

class LayerNormTests {

  @Test
  void rowsHaveMeanZeroAndVarianceOne() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(20261122);
      LayerNorm norm = new LayerNorm(7, 1e-6);
      norm.initialize(manager, DataType.FLOAT32, new Shape(1));
      NDArray x = manager.randomNormal(3, 2, new Shape(4, 5, 7), DataType.FLOAT32);
      NDArray y = norm.apply(new ParameterStore(manager, false), x, false);
      for (float mean : y.mean(new int[] {-1}).toFloatArray()) {
        assertThat(mean).isBetween(-1e-5f, 1e-5f);
      }
      for (float square : y.mul(y).mean(new int[] {-1}).toFloatArray()) {
        assertThat(square).isBetween(1 - 1e-4f, 1 + 1e-4f);
      }
    }
  }
}
