package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointWriterTests {
  @TempDir Path folder;

  /** Tensors have no equality; by then they were compared by name. */
  private static @Nullable Object bare(@Nullable Object value) {
    if (value instanceof Tensor) {
      return "a tensor";
    }
    if (value instanceof List<?> list) {
      return list.stream().map(item -> String.valueOf(bare(item))).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, bare(item)));
      return copy;
    }
    if (value instanceof PickledObject o) {
      return Arrays.asList(
          o.type(), bare(o.arguments()), bare(o.state()), bare(o.items()), bare(o.entries()));
    }
    return value;
  }

  private static void assertSame(Checkpoint read, Checkpoint expected) {
    CheckpointTests.assertSame(read.tensors(), expected.tensors());
    assertThat(bare(read.values())).isEqualTo(bare(expected.values()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kinds", "kinds_legacy", "views", "demucs", "module", "list", "tensor"})
  void whatAPublisherWroteSurvivesTheConversion(String name) throws IOException {
    Checkpoint original = Checkpoint.read(CheckpointTests.resource(name + ".pt"));
    Path file = folder.resolve(name + ".safetensors");
    assertThat(CheckpointWriter.write(file, original, Map.of("a", "b"))).isEmpty();
    Checkpoint once = Checkpoint.read(file);
    assertThat(once.format()).isEqualTo(Checkpoint.Format.SAFETENSORS);
    assertSame(once, original);
    assertThat(once.tensors().keySet()).containsExactlyElementsOf(original.tensors().keySet());
    Path second = folder.resolve("second");
    CheckpointWriter.write(second, once, Map.of());
    assertSame(Checkpoint.read(second), original);
  }

  @Test
  void everyKindOfValueSurvives() throws IOException {
    Tensor tensor = Tensor.of(new float[] {1, 2, 3}, 3);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("long", Long.MIN_VALUE);
    values.put("whole", 2.0);
    values.put("doubles", List.of(-0.0, Double.NaN, Double.NEGATIVE_INFINITY, 1e-300));
    values.put("big", new BigInteger("-12345678901234567890123"));
    values.put("null", null);
    values.put("bytes", ByteBuffer.wrap(new byte[] {0, -1, 7}));
    values.put("$", Map.of("$", "tensor", "is", "nowhere"));
    values.put("name", new PickledName("fractions", "Fraction"));
    values.put(
        "object",
        new PickledObject(
            new PickledName("a.b", "C"), List.of("39/5"), tensor, List.of(true), Map.of("k", 1L)));
    Checkpoint original =
        new Checkpoint(Checkpoint.Format.TORCH_ZIP, Map.of("object", tensor), values);
    Path file = folder.resolve("file");
    CheckpointWriter.write(file, original, Map.of());
    assertSame(Checkpoint.read(file), original);
  }

  @Test
  void whatOnlyTrainingNeedsIsLeftOut() throws IOException {
    Tensor weight = Tensor.of(new float[] {1}, 1);
    Tensor moment = Tensor.of(new float[] {2}, 1);
    Checkpoint original =
        new Checkpoint(
            Checkpoint.Format.TORCH_ZIP,
            Map.of("model.weight", weight, "optimizer.state.0", moment),
            Map.of(
                "model",
                Map.of("weight", weight),
                "optimizer",
                Map.of("state", List.of(moment)),
                "epoch",
                7L));
    Path file = folder.resolve("file");
    assertThat(CheckpointWriter.write(file, original, Map.of())).containsExactly("optimizer");
    Checkpoint read = Checkpoint.read(file);
    assertThat(read.tensors()).containsOnlyKeys("model.weight");
    assertThat(read.values()).containsOnlyKeys("model", "epoch").containsEntry("epoch", 7L);
  }

  @Test
  void anOrdinarySafetensorsFileKeepsItsMetadata() throws IOException {
    Path plain = folder.resolve("plain");
    Safetensors.write(
        plain, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of("format", "pt", "a", "own"));
    Path file = folder.resolve("file");
    CheckpointWriter.write(file, Checkpoint.read(plain), Map.of("a", "new"));
    assertThat(Safetensors.readContents(file).metadata())
        .containsExactlyInAnyOrderEntriesOf(Map.of("format", "pt", "a", "new"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "7",
        "{\"w\":{\"$\":\"tensor\",\"is\":\"v\"}}",
        "{\"w\":{\"$\":\"tensor\",\"is\":\"w\"},\"x\":{\"$\":\"class\"}}",
        "{\"w\":{\"$\":\"tensor\",\"is\":\"w\"},\"x\":{\"$\":\"integer\",\"is\":\"seven\"}}",
        "{\"w\":{\"$\":\"tensor\",\"is\":\"w\"},\"x\":{\"$\":\"bytes\",\"is\":\"?\"}}",
        "{\"w\":{\"$\":\"tensor\",\"is\":\"w\"},\"x\":99999999999999999999}"
      })
  void valuesThatCannotBeAreRefusedInOneLine(String text) throws IOException {
    refused(text);
  }

  @Test
  void deepValuesAreRefused() throws IOException {
    refused(
        "{\"w\":{\"$\":\"tensor\",\"is\":\"w\"},\"x\":"
            + "[".repeat(5000)
            + "]".repeat(5000)
            + "}");
    refused("{\"x\":".repeat(1200) + "1" + "}".repeat(1200));
  }

  private void refused(String text) throws IOException {
    Path file = folder.resolve("hostile");
    Safetensors.write(
        file, Map.of("w", Tensor.of(new float[] {1}, 1)), Map.of(CheckpointValues.KEY, text));
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Checkpoint.read(file))
        .withMessageStartingWith("hostile: metadata 'scanline.checkpoint': ")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }
}
