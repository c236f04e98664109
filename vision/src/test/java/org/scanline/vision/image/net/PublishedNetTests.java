package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.backbones.weights.Checkpoint;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;
import org.scanline.vision.golden.Shared;

/** Published files are recognised and give what PyTorch gives, whole and by rows. */
class PublishedNetTests {
  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  private static Map<String, Tensor> file(String weights) throws IOException {
    Path path = Shared.file("weights/" + weights);
    Assumptions.assumeTrue(Files.exists(path), weights + " is not there: skipped");
    return Checkpoint.read(path).tensors();
  }

  @ParameterizedTest
  @CsvSource({
    "rlfn, RLFN, sr-x4-mit/team00_rlfn.pth, 317218",
    "safmn, SAFMN++, sr-x4-mit/team23_safmnpp.pth, 211572",
    "span, SPAN, sr-x4-mit/team38_span_ch28_slim.pth, 150688",
    "spantiny, SPAN, sr-x4-mit/team39_spantiny_ch26_slim.pth, 130828",
    "dncnn, DnCNN, dncnn/dncnn_25.pth, 555137"
  })
  void givesTheNumbersOfPyTorch(String name, String architecture, String weights, long parameters)
      throws IOException {
    PublishedNet published = ImageNets.published(file(weights), manager);
    assertThat(published.architecture()).isEqualTo(architecture);
    assertThat(published.parameters()).isEqualTo(parameters);
    Map<String, Tensor> numbers;
    try (InputStream in =
        Objects.requireNonNull(
            PublishedNetTests.class.getResourceAsStream("/published/" + name + ".safetensors"))) {
      numbers = Safetensors.read(in, name);
    }
    Tensor in = Objects.requireNonNull(numbers.get("in.x"));
    Tensor out = Objects.requireNonNull(numbers.get("out.y"));
    NDArray x = manager.create(in.toFloatArray(), new Shape(in.shape()));
    NDArray whole =
        ((Block) published.net())
            .forward(new ParameterStore(manager, false), new NDList(x), false)
            .singletonOrThrow();
    assertThat(whole.getShape()).isEqualTo(new Shape(out.shape()));
    assertThat(whole.toFloatArray()).containsExactly(out.toFloatArray(), within(1e-5f));
    Picture picture = new Picture((int) in.shape()[3], (int) in.shape()[2]);
    try (RowStage stage = published.net().open(manager, picture)) {
      NDArray streamed = stage.rows(x, true);
      assertThat(streamed.toFloatArray()).containsExactly(out.toFloatArray(), within(1e-5f));
    }
  }

  @Test
  void aTensorTooFewOrTooManyIsNamed() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>(file("sr-x4-mit/team00_rlfn.pth"));
    Tensor bias = Objects.requireNonNull(tensors.remove("conv_2.bias"));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> ImageNets.published(tensors, manager))
        .withMessageContaining("missing conv_2.bias");
    tensors.put("conv_2.bias", bias);
    tensors.put("stranger", bias);
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> ImageNets.published(tensors, manager))
        .withMessageContaining("unexpected stranger");
  }

  @Test
  void weightsOfNoKnownNetAreRefused() {
    Map<String, Tensor> tensors = Map.of("a", Tensor.of(new float[] {1}, 1));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> ImageNets.published(tensors, manager))
        .withMessageContaining("DVMSR, RLFN, SAFMN++, SPAN, DnCNN");
  }
}
