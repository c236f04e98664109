package org.scanline.backbones.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.weights.Parameters;

class ProjectionTests {

  @Test
  void aFreshAdapterChangesNothingAndATrainedOneMergesIntoTheWeight() {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(7);
      Projection layer = new Projection(5, 3, true);
      NDArray x = manager.randomNormal(new Shape(2, 4, 5));
      layer.initialize(manager, DataType.FLOAT32, x.getShape());
      ParameterStore store = new ParameterStore(manager, false);
      NDArray before = layer.apply(store, x, false);

      layer.adapt(2, 0.5);
      assertThat(layer.apply(store, x, false)).isEqualTo(before);
      assertThat(Parameters.named(layer)).containsKeys("weight", "bias", "lora_A", "lora_B");

      Parameter up = Objects.requireNonNull(Parameters.named(layer).get("lora_B"));
      up.getArray().addi(0.25);
      NDArray adapted = layer.apply(store, x, false);
      assertThat(adapted.sub(before).abs().max().getFloat()).isGreaterThan(1e-3f);

      layer.merge();
      assertThat(Parameters.named(layer)).containsOnlyKeys("weight", "bias");
      NDArray merged = layer.apply(store, x, false);
      assertThat(merged.sub(adapted).abs().max().getFloat()).isLessThan(1e-6f);
    }
  }

  @Test
  void whatWasFrozenBeforeAnAdapterStaysFrozenAfterIt() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Projection layer = new Projection(5, 3, true);
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, 5));
      Parameter bias = Objects.requireNonNull(Parameters.named(layer).get("bias"));
      Parameter weight = Objects.requireNonNull(Parameters.named(layer).get("weight"));
      bias.freeze(true);
      weight.getArray().setRequiresGradient(true);
      layer.adapt(2, 1);
      assertThat(weight.requiresGradient() || weight.getArray().hasGradient()).isFalse();
      layer.merge();
      assertThat(bias.requiresGradient() || bias.getArray().hasGradient()).isFalse();
      assertThat(weight.requiresGradient() && weight.getArray().hasGradient()).isTrue();
    }
  }

  @Test
  void aSecondAdapterIsRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Projection layer = new Projection(5, 3, false);
      layer.initialize(manager, DataType.FLOAT32, new Shape(1, 5));
      layer.adapt(2, 1);
      assertThatIllegalStateException().isThrownBy(() -> layer.adapt(2, 1));
    }
  }
}
