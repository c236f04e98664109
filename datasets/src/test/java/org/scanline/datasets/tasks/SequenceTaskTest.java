package org.scanline.datasets.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class SequenceTaskTest {
  private static final int ROWS = 37;
  private final long seed = System.nanoTime();

  SequenceTaskTest() {
    System.out.println("seed " + seed);
  }

  private static int[] row(int[] all, int row, int steps) {
    return Arrays.copyOfRange(all, row * steps, (row + 1) * steps);
  }

  @ParameterizedTest
  @EnumSource(value = TaskKind.class, mode = Mode.EXCLUDE, names = "DIGITS")
  void examplesFollowFromTheirSeedAlone(TaskKind kind) throws Exception {
    SequenceTask task = kind.make(null);
    int length = kind.scale().length();
    TaskBatch once = task.training(new SplittableRandom(seed), ROWS, length);
    TaskBatch again = task.training(new SplittableRandom(seed), ROWS, length);
    TaskBatch other = task.training(new SplittableRandom(seed + 1), ROWS, length);
    assertThat(again.inputs()).isEqualTo(once.inputs());
    assertThat(again.targets()).isEqualTo(once.targets());
    assertThat(other.inputs()).isNotEqualTo(once.inputs());
    TaskBatch whole = task.test(seed, 0, ROWS, length);
    TaskBatch late = task.test(seed, 5, 3, length);
    assertThat(late.inputs())
        .isEqualTo(Arrays.copyOfRange(whole.inputs(), 5 * whole.steps(), 8 * whole.steps()));
    assertThat(late.targets())
        .isEqualTo(Arrays.copyOfRange(whole.targets(), 5 * whole.steps(), 8 * whole.steps()));
  }

  @ParameterizedTest
  @EnumSource(value = TaskKind.class, mode = Mode.EXCLUDE, names = "DIGITS")
  void tokensAndAnswersAreWithinTheirRange(TaskKind kind) throws Exception {
    SequenceTask task = kind.make(null);
    for (int length : kind.scale().testLengths()) {
      TaskBatch batch = task.test(seed, 0, 3, length);
      assertThat(IntStream.of(batch.inputs())).allMatch(t -> t >= 0 && t < task.vocabulary());
      assertThat(IntStream.of(batch.targets())).allMatch(t -> t >= -1 && t < task.classes());
      for (int row = 0; row < batch.rows(); row++) {
        assertThat(IntStream.of(row(batch.targets(), row, batch.steps()))).anyMatch(t -> t >= 0);
      }
    }
  }

  @Test
  void parityIsTheSumOfTheBitsSoFar() {
    Parity task = new Parity();
    Set<Integer> lengths = new HashSet<>();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      TaskBatch batch = task.training(random, 5, 11);
      lengths.add(batch.steps());
      for (int row = 0; row < 5; row++) {
        int[] bits = row(batch.inputs(), row, batch.steps());
        int[] targets = row(batch.targets(), row, batch.steps());
        for (int t = 0; t < bits.length; t++) {
          assertThat(targets[t]).isEqualTo(IntStream.of(bits).limit(t + 1L).sum() % 2);
        }
      }
    }
    assertThat(lengths).containsExactlyInAnyOrder(3, 4, 5, 6, 7, 8, 9, 10, 11);
    int[] tested = task.test(seed, 0, 1, 9).targets();
    assertThat(row(tested, 0, 8)).containsOnly(TaskBatch.NOT_ASKED);
    assertThat(tested[8]).isBetween(0, 1);
  }

  @Test
  void eachKeyIsAskedForOnceAfterItsValueWasSaid() {
    int vocabulary = 40;
    QueryRecall task = new QueryRecall(vocabulary);
    int length = 96;
    int pairs = 6;
    TaskBatch batch = task.training(new SplittableRandom(seed), ROWS, length);
    for (int row = 0; row < ROWS; row++) {
      int[] tokens = row(batch.inputs(), row, length);
      int[] targets = row(batch.targets(), row, length);
      int[] keys = IntStream.range(0, pairs).map(i -> tokens[2 * i]).toArray();
      int[] values = IntStream.range(0, pairs).map(i -> tokens[2 * i + 1]).toArray();
      assertThat(box(keys)).doesNotHaveDuplicates().allMatch(k -> k >= 1 && k < vocabulary / 2);
      assertThat(box(values)).doesNotHaveDuplicates().allMatch(v -> v >= vocabulary / 2);
      int[] queries = IntStream.range(0, length).filter(t -> targets[t] >= 0).toArray();
      assertThat(box(queries)).hasSize(pairs).allMatch(t -> t >= 2 * pairs && t % 2 == 0);
      assertThat(IntStream.of(queries).map(t -> tokens[t]))
          .containsExactlyInAnyOrderElementsOf(box(keys));
      for (int query : queries) {
        int pair =
            IntStream.range(0, pairs).filter(i -> keys[i] == tokens[query]).findAny().orElse(-1);
        assertThat(targets[query]).isEqualTo(values[pair]);
      }
    }
  }

  private static List<Integer> box(int[] values) {
    return IntStream.of(values).boxed().toList();
  }

  @Test
  void theGapsToTheQueriesFollowAPowerLaw() {
    QueryRecall task = new QueryRecall(64);
    long[] queries = new long[2];
    SplittableRandom random = new SplittableRandom(seed);
    TaskBatch batch = task.training(random, 4000, 16);
    for (int row = 0; row < 4000; row++) {
      queries[0] += batch.targets()[row * 16 + 2] >= 0 ? 1 : 0;
      queries[1] += batch.targets()[row * 16 + 4] >= 0 ? 1 : 0;
    }
    double ratio = (double) queries[0] / queries[1];
    assertThat(ratio).isBetween(1.75, 2.25); // 2^0.99 = 1.99
  }

  @Test
  void inductionAsksForWhatFollowedTheSpecialToken() {
    int vocabulary = 7;
    Induction task = new Induction(vocabulary);
    for (int length : new int[] {3, 4, 29}) {
      TaskBatch batch = task.training(new SplittableRandom(seed), ROWS, length);
      for (int row = 0; row < ROWS; row++) {
        int[] tokens = row(batch.inputs(), row, length);
        int[] targets = row(batch.targets(), row, length);
        int[] special =
            IntStream.range(0, length).filter(t -> tokens[t] == vocabulary - 1).toArray();
        assertThat(special).hasSize(2);
        assertThat(special[1]).isEqualTo(length - 1);
        assertThat(targets[length - 1]).isEqualTo(tokens[special[0] + 1]);
        assertThat(row(targets, 0, length - 1)).containsOnly(TaskBatch.NOT_ASKED);
      }
    }
  }

  @Test
  void whatIsToBeCopiedComesAgainInItsOrder() {
    SelectiveCopy task = new SelectiveCopy(9, 5);
    for (int length : new int[] {5, 6, 31}) {
      TaskBatch batch = task.training(new SplittableRandom(seed), ROWS, length);
      assertThat(batch.steps()).isEqualTo(length + 5);
      for (int row = 0; row < ROWS; row++) {
        int[] tokens = row(batch.inputs(), row, batch.steps());
        int[] targets = row(batch.targets(), row, batch.steps());
        int[] said = IntStream.of(tokens).limit(length).filter(t -> t != 0).toArray();
        assertThat(box(said)).hasSize(5).allMatch(t -> t < 8);
        assertThat(row(tokens, 0, batch.steps())).endsWith(8, 8, 8, 8, 8);
        assertThat(Arrays.copyOfRange(targets, length, length + 5)).isEqualTo(said);
        assertThat(row(targets, 0, length)).containsOnly(TaskBatch.NOT_ASKED);
      }
    }
  }

  @Test
  void aLengthThatMakesNoSenseIsRefused() {
    SplittableRandom random = new SplittableRandom(seed);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new QueryRecall(64).training(random, 1, 65))
        .withMessage("mqar needs length=65 to be a multiple of 16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SelectiveCopy(9, 5).training(random, 1, 4));
    assertThatIllegalArgumentException().isThrownBy(() -> new Parity().training(random, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new Induction(5).test(seed, 0, 1, 2));
  }
}
