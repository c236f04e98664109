package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large tensors stay in the file until they are wanted. */
class LargeFilesTests {
  @TempDir private Path folder;

  @Test
  void largeTensorsTakeNoHeap() throws IOException {
    float[] values = new float[1 << 19];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path file = folder.resolve("large.safetensors");
    Tensor large = Tensor.of(DType.F32, values, values.length);
    Tensor small = Tensor.of(DType.F32, new float[] {3}, 1);
    Safetensors.write(file, Map.of("large", large, "small", small), Map.of());
    Map<String, Tensor> read = Checkpoint.read(file).tensors();
    Tensor mapped = Objects.requireNonNull(read.get("large"));
    assertThat(mapped.data().isDirect()).isTrue();
    assertThat(mapped.toFloatArray()).isEqualTo(values);
    assertThat(Objects.requireNonNull(read.get("small")).toFloatArray()).containsExactly(3);
  }
}
