package org.scanline.backbones.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No file can do more than be refused: with file, place and reason, quickly, in little memory. */
class HostileFilesTests {
  private static final long SOME_BYTES = 24 << 20;
  private static final int BYTES_FOR_EACH = 100; // of the file; a dict is one byte in a pickle
  private static final long LONGEST = 10_000_000_000L; // ns of processor time

  @TempDir Path folder;

  static List<Hostile> files() {
    return HostileList.all();
  }

  @Test
  void thereAreManyDifferentFiles() {
    assertThat(files().size()).isGreaterThan(130);
    assertThat(files().stream().map(Hostile::title).distinct()).hasSameSizeAs(files());
  }

  @ParameterizedTest
  @MethodSource("files")
  void aHostileFileIsRefusedInOneLineAndInLittleMemory(Hostile hostile) throws IOException {
    Path path = Files.write(folder.resolve("x.pt"), hostile.bytes());
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long bytes = thread.getCurrentThreadAllocatedBytes();
    long time = thread.getCurrentThreadCpuTime();
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Checkpoint.read(path))
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .matches("x\\.pt: [^:]+: \\P{Cntrl}+")
                    .contains(hostile.reason())
                    .hasSizeLessThan(700));
    assertThat(thread.getCurrentThreadAllocatedBytes() - bytes)
        .isLessThan(SOME_BYTES + BYTES_FOR_EACH * (long) hostile.bytes().length);
    assertThat(thread.getCurrentThreadCpuTime() - time).isLessThan(LONGEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nested.pt",
        "nested_legacy.pt",
        "nested_protocol5_legacy.pt",
        "nested_repacked.pt",
        "nested.safetensors"
      })
  void aFileCutAnywhereIsRefused(String name) throws IOException {
    byte[] whole = Files.readAllBytes(CheckpointTests.resource(name));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatExceptionOfType(WeightsException.class)
          .as("%d bytes", length)
          .isThrownBy(() -> Checkpoint.read(new MemoryChannel(cut), "x"))
          .withMessageMatching("x: [^:]+: .+");
    }
  }

  @Test
  void aFolderIsNoFile() {
    assertThatExceptionOfType(WeightsException.class)
        .isThrownBy(() -> Checkpoint.read(folder))
        .withMessageContaining("a file of weights is wanted");
  }
}
