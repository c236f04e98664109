package org.scanline.backbones.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTests {
  private static final String GOOD =
      "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

  @TempDir Path folder;

  private static byte[] file(String header, int dataBytes) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(8 + json.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private void refused(byte[] bytes, String reason) throws IOException {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Safetensors.read(new ByteArrayInputStream(bytes), "x.safetensors"))
        .withMessageMatching("x\\.safetensors: [^:]+: \\P{Cntrl}+")
        .withMessageContaining(reason);
    Path path = Files.write(folder.resolve("x.safetensors"), bytes);
    assertThatExceptionOfType(WeightsException.class).isThrownBy(() -> Safetensors.read(path));
    assertThatExceptionOfType(WeightsException.class).isThrownBy(() -> Checkpoint.read(path));
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("net.0.weight", Tensor.of(new float[] {1, -2.5f, Float.MIN_VALUE}, 3, 1));
    tensors.put("half", Tensor.of(DType.F16, new float[] {1, 65504, 6e-8f, -0f, 0.1f}, 5));
    tensors.put("brain", Tensor.of(DType.BF16, new float[] {1, 3e38f, -1.00390625f}, 3));
    tensors.put(
        "flags", new Tensor(DType.BOOL, new long[] {3}, ByteBuffer.wrap(new byte[] {1, 0, 1})));
    tensors.put("one", new Tensor(DType.I64, new long[0], littleEndian(8).putLong(0, -7)));
    tensors.put("five", new Tensor(DType.I32, new long[] {1}, littleEndian(4).putInt(0, 5)));
    tensors.put("wide", new Tensor(DType.F64, new long[] {1}, littleEndian(8).putDouble(0, 0.1)));
    tensors.put("nothing", Tensor.of(new float[0], 4, 0));
    Path path = folder.resolve("ünï $(x) 'q'.safetensors");
    Safetensors.write(path, tensors, Map.of("licence", "ä\"b\n"));

    Safetensors.Contents contents = Safetensors.readContents(path);
    Map<String, Tensor> read = contents.tensors();
    assertThat(read.keySet()).containsExactlyInAnyOrderElementsOf(tensors.keySet());
    tensors.forEach(
        (name, tensor) -> {
          Tensor again = read.getOrDefault(name, Tensor.of(new float[0], 0));
          assertThat(again.dtype()).as(name).isEqualTo(tensor.dtype());
          assertThat(again.shape()).as(name).isEqualTo(tensor.shape());
          assertThat(again.data()).as(name).isEqualTo(tensor.data());
          assertThat(again.toDoubleArray()).as(name).isEqualTo(tensor.toDoubleArray());
        });
    assertThat(contents.metadata()).containsExactly(Map.entry("licence", "ä\"b\n"));
    assertThat(folder.toFile().list()).hasSize(1); // no .part left
    byte[] first = Files.readAllBytes(path);
    Safetensors.write(path, read, contents.metadata());
    assertThat(Files.readAllBytes(path)).isEqualTo(first);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void everyHalfSurvivesWideningAndNarrowing() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfFloat.toFloat((short) bits);
      if (!Float.isNaN(value)) {
        assertThat(HalfFloat.fromFloat(value)).isEqualTo((short) bits);
      }
    }
    assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(1 + 0x1p-11f))).isEqualTo(1f); // tie to even
    assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(65520f))).isInfinite();
    assertThat(HalfFloat.toFloat(HalfFloat.fromFloat(Float.NaN))).isNaN();
  }

  @Test
  void aWriteThatFailsLeavesTheOldFile() throws IOException {
    Path path = folder.resolve("w.safetensors");
    Safetensors.write(path, Map.of("a", Tensor.of(new float[] {1}, 1)), Map.of());
    Tensor broken = new Tensor(DType.U8, new long[] {1}, ByteBuffer.allocate(1));
    Map<String, Tensor> failing = new LinkedHashMap<>();
    failing.put("b", broken);
    failing.put(null, broken);
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> Safetensors.write(path, failing, Map.of()));
    assertThat(Safetensors.read(path)).containsKey("a");
    assertThat(folder.toFile().list()).hasSize(1);
  }

  @Test
  void aCutFileIsRefusedWhereverItIsCut() throws IOException {
    byte[] whole = file("{" + GOOD + "}", 8);
    assertThat(Safetensors.read(new ByteArrayInputStream(whole), "x.safetensors")).hasSize(1);
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), "");
    }
    refused(Arrays.copyOf(whole, whole.length + 1), "after the last tensor");
  }

  @Test
  void hugeHeadersAreRefusedBeforeTheyAreRead() throws IOException {
    for (long length : new long[] {100_000_001L, Long.MAX_VALUE, -1, 1L << 40, 0, 1}) {
      byte[] bytes = file("{" + GOOD + "}", 8);
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, length);
      refused(bytes, "cannot be");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // overlap, hole, hole at the start
        "{" + GOOD + ",\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}",
        "{" + GOOD + ",\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9,13]}}",
        "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        // the same key twice, also inside an entry
        "{" + GOOD + "," + GOOD + "}",
        "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        // shape and length disagree, also through overflow
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1152921504606846976],\"data_offsets\":[0,4611686018427387904]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]}}",
        // wrong kinds of JSON
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[16],\"data_offsets\":[0,8]}}",
        "{\"a\\u001b[2J\\n\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        " {" + GOOD + "}",
        "\uFEFF{" + GOOD + "}",
        "{\"a\":{\"dtype\":\"Q4\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}",
        "{\"a\":5}",
        "[1]",
        "{\"__metadata__\":7}",
        "{\"__metadata__\":{\"a\":7}}",
        "{" + GOOD + "} {}",
        "{" + GOOD,
        "nonsense"
      })
  void hostileHeadersAreRefused(String header) throws IOException {
    refused(file(header, 8), "");
  }

  @Test
  void onlyUtf8IsRead() throws IOException {
    String latin = "{" + GOOD.replace("\"a\"", "\"\u00e4\"") + "}";
    byte[] bytes = file(latin.replace("\u00e4", "?"), 8);
    bytes[8 + latin.indexOf('\u00e4')] = (byte) 0xE4;
    refused(bytes, "");
    byte[] wide = ("{" + GOOD + "}").getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
    ByteBuffer all = ByteBuffer.allocate(8 + wide.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    refused(all.putLong(wide.length).put(wide).array(), "");
  }

  @Test
  void aShapeHasAtMost64Sizes() throws IOException {
    String ones = "1,".repeat(64);
    String header = "{\"a\":{\"dtype\":\"F64\",\"shape\":[" + ones + "1],\"data_offsets\":[0,8]}}";
    refused(file(header, 8), "more than 64 sizes");
    refused(file(header.replace(ones, "1,".repeat(2_000_000)), 8), "more than 64 sizes");
  }

  @Test
  void deepNestingIsRefusedWithoutAStackOverflow() throws IOException {
    refused(file("{\"a\":" + "[".repeat(100_000) + "}", 8), "");
  }
}
