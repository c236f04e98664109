package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.weights.Tensor;

/** Branches of training, folded, compute the same. */
class TrainedBranchesTests {
  private static final TorchFunction CONVOLUTION =
      TorchFunction.of(
          "x: Tensor, weight: Tensor, bias: Tensor",
          "return torch.conv2d(x, weight, bias, [1, 1], [0, 0], [1, 1], 1)");

  private final Random random = new Random(11);

  private Tensor noise(long... shape) {
    float[] values = new float[(int) new Shape(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return Tensor.of(values, shape);
  }

  private static NDArray convolved(NDArray x, Map<String, Tensor> tensors, String name) {
    return CONVOLUTION.apply(
        false, x, array(x, tensors, name + ".weight"), array(x, tensors, name + ".bias"));
  }

  private static NDArray array(NDArray x, Map<String, Tensor> tensors, String name) {
    Tensor tensor = Objects.requireNonNull(tensors.get(name), name);
    return x.getManager().create(tensor.toFloatArray(), new Shape(tensor.shape()));
  }

  @Test
  void branchesEqualTheirFold() {
    Map<String, Tensor> file = new LinkedHashMap<>();
    long[][] shapes = {{6, 3, 1, 1}, {10, 6, 3, 3}, {5, 10, 1, 1}, {5, 3, 1, 1}};
    String[] names = {"c.conv.0", "c.conv.1", "c.conv.2", "c.sk"};
    for (int i = 0; i < names.length; i++) {
      file.put(names[i] + ".weight", noise(shapes[i]));
      file.put(names[i] + ".bias", noise(shapes[i][0]));
    }
    file.put("c.eval_conv.weight", noise(5, 3, 3, 3)); // of another step of training
    file.put("other.weight", noise(1));
    Map<String, Tensor> folded = TrainedBranches.folded(file);
    assertThat(folded).containsOnlyKeys("c.eval_conv.weight", "c.eval_conv.bias", "other.weight");
    try (NDManager manager = NDManager.newBaseManager()) {
      Tensor in = noise(1, 3, 4, 5);
      NDArray x = manager.create(in.toFloatArray(), new Shape(in.shape()));
      NDArray columns = manager.zeros(new Shape(1, 3, 4, 1));
      NDArray wide = columns.concat(x, 3).concat(columns, 3);
      NDArray rows = manager.zeros(new Shape(1, 3, 1, 7));
      NDArray padded = rows.concat(wide, 2).concat(rows, 2);
      NDArray deep = padded;
      for (int i = 0; i < 3; i++) {
        deep = convolved(deep, file, names[i]);
      }
      float[] expected = deep.add(convolved(x, file, "c.sk")).toFloatArray();
      assertThat(convolved(padded, folded, "c.eval_conv").toFloatArray())
          .containsExactly(expected, within(1e-5f));
    }
  }
}
