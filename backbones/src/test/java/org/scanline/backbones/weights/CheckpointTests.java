package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that PyTorch wrote, beside the tensors that are in them; see make.py there. */
class CheckpointTests {
  @TempDir Path folder;

  static Path resource(String name) {
    URL url = Objects.requireNonNull(CheckpointTests.class.getResource("torch/" + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static void assertSame(Map<String, Tensor> read, Map<String, Tensor> expected) {
    assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    expected.forEach(
        (name, tensor) -> {
          Tensor other = Objects.requireNonNull(read.get(name));
          assertThat(other.dtype()).as(name).isEqualTo(tensor.dtype());
          assertThat(other.shape()).as(name).isEqualTo(tensor.shape());
          assertThat(other.data()).as(name).isEqualTo(tensor.data());
        });
  }

  @ParameterizedTest
  @CsvSource({
    "nested,TORCH_ZIP",
    "nested_legacy,TORCH_LEGACY",
    "nested_protocol4,TORCH_ZIP",
    "nested_protocol5_legacy,TORCH_LEGACY",
    "nested_repacked,TORCH_ZIP",
    "kinds,TORCH_ZIP",
    "kinds_legacy,TORCH_LEGACY",
    "views,TORCH_ZIP",
    "views_legacy,TORCH_LEGACY",
    "demucs,TORCH_ZIP",
    "module,TORCH_ZIP",
    "tensor,TORCH_ZIP",
    "list,TORCH_ZIP"
  })
  void tensorsAreThoseThatPyTorchSaved(String name, Checkpoint.Format format) throws IOException {
    Checkpoint read = Checkpoint.read(resource(name + ".pt"));
    assertThat(read.format()).isEqualTo(format);
    assertSame(read.tensors(), Safetensors.read(resource(name + ".safetensors")));
  }

  @Test
  void theNameOfAFileDoesNotMatter() throws IOException {
    Path moved = Files.copy(resource("nested.pt"), folder.resolve("weights.safetensors"));
    assertThat(Checkpoint.read(moved).format()).isEqualTo(Checkpoint.Format.TORCH_ZIP);
    Checkpoint plain = Checkpoint.read(resource("nested.safetensors"));
    assertThat(plain.format()).isEqualTo(Checkpoint.Format.SAFETENSORS);
    assertThat(plain.tensors("state_dict")).containsOnlyKeys("net.0.weight", "net.0.bias");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nested", "nested_legacy", "nested_protocol4", "nested_protocol5_legacy"})
  void whatIsNoTensorIsPlainData(String name) throws IOException {
    Checkpoint read = Checkpoint.read(resource(name + ".pt"));
    assertThat(read.value("epoch")).isEqualTo(7L);
    assertThat(read.value("big")).isEqualTo(BigInteger.ONE.shiftLeft(70));
    assertThat(read.value("negative")).isEqualTo(-300L);
    assertThat(read.value("lr")).isEqualTo(1e-3);
    assertThat(read.value("name")).isEqualTo("tiny ü");
    assertThat(read.value("flags")).isEqualTo(Arrays.asList(true, false, null));
    assertThat(read.value("shape")).isEqualTo(List.of(1L, 2L, List.of(3L, 4L)));
    assertThat(read.value("set")).isEqualTo(List.of(5L));
    assertThat(read.value("bytes")).isEqualTo(ByteBuffer.wrap(new byte[] {0, -1}));
    assertThat(read.value("optimizer", "param_groups"))
        .isEqualTo(List.of(Map.of("lr", 0.1, "params", List.of(0L))));
    assertThat(read.tensors("state_dict")).containsOnlyKeys("net.0.weight", "net.0.bias");
    assertThat(read.tensors("optimizer.state.0")).containsOnlyKeys("step", "exp_avg");
    assertThat(read.value("state_dict", "net.0.bias"))
        .isSameAs(read.tensors().get("state_dict.net.0.bias"));
    assertThat(read.value("no", "such")).isNull();
    assertThatExceptionOfType(WeightsException.class).isThrownBy(() -> read.tensors("epoch"));
  }

  @Test
  void aDemucsFileNamesItsClassAndKeepsItsArguments() throws IOException {
    Checkpoint read = Checkpoint.read(resource("demucs.pt"));
    assertThat(read.value("klass")).isEqualTo(new PickledName("demucs.htdemucs", "HTDemucs"));
    assertThat(read.value("args")).isEqualTo(List.of());
    assertThat(read.value("kwargs", "sources")).isEqualTo(List.of("drums", "bass"));
    assertThat(read.value("kwargs", "nfft")).isEqualTo(4096L);
    assertThat(read.value("kwargs", "segment"))
        .isEqualTo(
            new PickledObject(
                new PickledName("fractions", "Fraction"),
                List.of(39L, 5L),
                null,
                List.of(),
                Map.of()));
    assertThat(read.tensors("state").get("0.weight"))
        .extracting(Tensor::dtype)
        .isEqualTo(DType.F16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"demucs_quantized.pt", "demucs_quantized_v2.pt"})
  void aQuantisedStateIsRefusedByName(String name) {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Checkpoint.read(resource(name)))
        .withMessageContainingAll(name, "state", "diffq");
  }

  @Test
  void viewsOfOneStorageShareMemoryAndTiedTensorsAreEqual() throws IOException {
    Map<String, Tensor> read = Checkpoint.read(resource("views.pt")).tensors();
    Tensor whole = Objects.requireNonNull(read.get("whole"));
    Tensor tail = Objects.requireNonNull(read.get("tail"));
    assertThat(tail.data().array()).isSameAs(whole.data().array());
    assertThat(tail.data().arrayOffset()).isEqualTo(40 * 4);
    assertThat(read.get("column"))
        .extracting(Tensor::toFloatArray)
        .isEqualTo(new float[] {7, 27, 47});
  }

  @Test
  void aViewWhoseElementsOverlapIsRefused() {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Checkpoint.read(resource("overlapping.pt")))
        .withMessageMatching(
            "overlapping.pt: entry 'overlapping/data.pkl' byte \\d+ REDUCE: .*overlap");
  }

  @Test
  void smallFloatsAreWidened() {
    byte[] bits = {0, 1, 8, 0x38, 0x7E, (byte) 0xB8, 0x7F};
    assertThat(new Tensor(DType.F8_E4M3, new long[] {7}, ByteBuffer.wrap(bits)).toDoubleArray())
        .containsExactly(0, 0x1p-9, 0x1p-6, 1, 448, -1, Double.NaN);
    byte[] wide = {0x3C, 0x7B, (byte) 0xBC, 0x7C};
    assertThat(new Tensor(DType.F8_E5M2, new long[] {4}, ByteBuffer.wrap(wide)).toDoubleArray())
        .containsExactly(1, 57344, -1, Double.POSITIVE_INFINITY);
    byte[] ones = new byte[8];
    Arrays.fill(ones, (byte) -1);
    assertThat(new Tensor(DType.U64, new long[0], ByteBuffer.wrap(ones)).toDoubleArray())
        .containsExactly(0x1p64);
    assertThat(new Tensor(DType.U16, new long[] {4}, ByteBuffer.wrap(ones)).toFloatArray())
        .containsOnly(65535f);
  }

  /** Dates, versions and padding of the zip headers may change; nothing else may. */
  @ParameterizedTest
  @ValueSource(strings = {"nested.pt", "nested_repacked.pt"})
  void aChangedByteIsNoticedOrChangesNothing(String name) throws IOException {
    byte[] good = Files.readAllBytes(resource(name));
    Map<String, Tensor> expected = Checkpoint.read(resource(name)).tensors();
    List<Integer> unnoticed = new ArrayList<>();
    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      try {
        assertSame(Checkpoint.read(new MemoryChannel(bad), name).tensors(), expected);
        unnoticed.add(at);
      } catch (WeightsException e) {
        assertThat(e).hasMessageStartingWith(name + ": ").hasMessageNotContaining("\n");
      }
    }
    assertThat(unnoticed.size()).as("unnoticed %s", unnoticed).isLessThan(good.length / 2);
  }
}
