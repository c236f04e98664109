package org.scanline.backbones.layer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.weights.Parameters;

class NamedTests {
  @Test
  void partsGiveTheirParametersTheNamesAndRunInOrder() {
    Projection up = new Projection(3, 5, true);
    Projection down = new Projection(5, 2, false);
    Named net = new Named();
    net.with("mlp", Named.numbered(List.of(up, down)));
    assertThat(Parameters.named(net).keySet())
        .containsExactly("mlp.0.weight", "mlp.0.bias", "mlp.1.weight");
    try (NDManager manager = NDManager.newBaseManager()) {
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray x = manager.randomNormal(new Shape(4, 3));
      NDArray y = net.forward(store, new NDList(x), false).singletonOrThrow();
      NDArray expected = down.apply(store, up.apply(store, x, false), false);
      assertThat(y.toFloatArray()).isEqualTo(expected.toFloatArray());
      assertThat(net.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
    }
  }
}
