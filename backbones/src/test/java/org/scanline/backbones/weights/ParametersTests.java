package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.mixer.GatedLinearAttention;

class ParametersTests {

  private static GatedLinearAttention block(NDManager manager) {
    GatedLinearAttention block =
        new GatedLinearAttention(new GatedLinearAttention.Config(12, 3, 4, 16));
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 5, 12));
    return block;
  }

  private static Map<String, ByteBuffer> data(Block block) {
    Map<String, ByteBuffer> data = new LinkedHashMap<>();
    Parameters.save(block).forEach((name, tensor) -> data.put(name, tensor.data()));
    return data;
  }

  @Test
  void namesAreThoseOfTheReferenceImplementation() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThat(Parameters.named(block(manager)).keySet())
          .containsExactlyInAnyOrder(
              "q_proj.weight",
              "k_proj.weight",
              "v_proj.weight",
              "g_proj.weight",
              "gk_proj.0.weight",
              "gk_proj.1.weight",
              "gk_proj.1.bias",
              "g_norm_swish_gate.weight",
              "o_proj.weight");
    }
  }

  @Test
  void whatIsSavedIsLoaded() {
    try (NDManager manager = NDManager.newBaseManager()) {
      GatedLinearAttention first = block(manager);
      Map<String, Tensor> saved = Parameters.save(first);
      GatedLinearAttention other = block(manager);
      Parameters.load(other, saved);
      assertThat(data(other)).isEqualTo(data(first));
    }
  }

  @Test
  void everyMisfitIsListedAndNothingIsChanged() {
    try (NDManager manager = NDManager.newBaseManager()) {
      GatedLinearAttention block = block(manager);
      Map<String, Tensor> before = Parameters.save(block);
      Map<String, ByteBuffer> unchanged = data(block);
      Map<String, Tensor> wrong = new LinkedHashMap<>(before);
      wrong.remove("q_proj.weight");
      wrong.put("o_proj.weight", Tensor.of(new float[2], 2, 1));
      wrong.put("stranger", Tensor.of(new float[1], 1));
      wrong.put("v_proj.weight", Tensor.of(new float[144], 12, 12));
      assertThatExceptionOfType(WeightsException.class)
          .isThrownBy(() -> Parameters.load(block, wrong))
          .withMessageContainingAll("missing q_proj.weight", "o_proj.weight is [2, 1]", "stranger");
      assertThat(data(block)).isEqualTo(unchanged);
    }
  }
}
