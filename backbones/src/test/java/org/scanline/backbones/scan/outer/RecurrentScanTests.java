package org.scanline.backbones.scan.outer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.scan.Rows;
import org.scanline.backbones.scan.numeric.Exp;

class RecurrentScanTests {
  private final long seed = Long.getLong("scanline.seed", System.nanoTime());
  private final Random random = new Random(seed);

  RecurrentScanTests() {
    System.getLogger(RecurrentScanTests.class.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Long.toString(seed));
  }

  /** Inputs of S sequences and T steps, laid out (S,T,width). */
  private final class Problem {
    final int sequences;
    final int steps;
    final int keys;
    final int values;
    final int gateWidth;
    final float[] q;
    final float[] k;
    final float[] v;
    final float[] gates;
    final float[] start;
    final float[] bonus;
    boolean withBonus;

    Problem(int sequences, int steps, int keys, int values, int gateWidth, double strength) {
      this.sequences = sequences;
      this.steps = steps;
      this.keys = keys;
      this.values = values;
      this.gateWidth = gateWidth;
      q = normal(sequences * steps * keys, 1);
      k = normal(sequences * steps * keys, 1);
      v = normal(sequences * steps * values, 1);
      gates = normal(sequences * steps * Math.max(1, gateWidth), strength);
      for (int i = 0; i < gates.length; i++) {
        gates[i] = -Math.abs(gates[i]);
      }
      start = normal(sequences * keys * values, 1);
      bonus = normal(sequences * keys, 1);
    }

    RecurrentScan scan(Kernel kernel) {
      RecurrentScan scan = new RecurrentScan(sequences, keys, values, 0.3f, kernel);
      scan.restore(start, 0);
      return scan;
    }

    void push(RecurrentScan scan, int from, int to, float[] out, int threads) {
      scan.push(
          to - from,
          rows(q, from, keys),
          rows(k, from, keys),
          rows(v, from, values),
          gateWidth == 0 ? null : rows(gates, from, gateWidth),
          withBonus ? Rows.of(bonus, 0, keys, 0, keys) : null,
          rows(out, from, values),
          threads);
    }

    private Rows rows(float[] memory, int from, int width) {
      return Rows.of(memory, from * width, steps * width, width, width);
    }

    float[] output(RecurrentScan scan, int threads) {
      float[] out = new float[sequences * steps * values];
      push(scan, 0, steps, out, threads);
      return out;
    }

    /** The definition, in double precision. */
    double[] defined() {
      double[] out = new double[sequences * steps * values];
      for (int s = 0; s < sequences; s++) {
        double[] state = new double[keys * values];
        for (int i = 0; i < state.length; i++) {
          state[i] = start[s * state.length + i];
        }
        for (int t = 0; t < steps; t++) {
          int row = s * steps + t;
          for (int i = 0; i < keys; i++) {
            double decay = gateWidth == 0 ? 0 : gates[row * gateWidth + (gateWidth == 1 ? 0 : i)];
            for (int j = 0; j < values; j++) {
              int at = i * values + j;
              double written = (double) k[row * keys + i] * v[row * values + j];
              double before = state[at];
              state[at] = Math.exp(decay) * before + written;
              double read = withBonus ? before + bonus[s * keys + i] * written : state[at];
              out[row * values + j] += 0.3f * q[row * keys + i] * read;
            }
          }
        }
      }
      return out;
    }
  }

  private float[] normal(int size, double deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  private static void assertClose(float[] actual, double[] expected, double tolerance) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(actual[i] - expected[i])).isLessThanOrEqualTo(tolerance * largest);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5})
  void theDefinitionHoldsForOddSizesAndStrongGates(int gateWidth) {
    for (double strength : new double[] {0.01, 1, 25}) {
      for (int steps : new int[] {1, 2, 63, 64, 65, 200}) {
        Problem problem = new Problem(3, steps, 5, 7, gateWidth, strength);
        problem.withBonus = random.nextBoolean();
        float[] actual = problem.output(problem.scan(Kernel.fastest()), 1);
        assertClose(actual, problem.defined(), 2e-6);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 9})
  void cuttingAnywhereGivesTheSameBits(int gateWidth) {
    for (double strength : new double[] {0.1, 30}) {
      Problem problem = new Problem(5, 301, 9, 17, gateWidth, strength);
      problem.withBonus = random.nextBoolean();
      RecurrentScan whole = problem.scan(Kernel.fastest());
      float[] expected = problem.output(whole, 1);
      for (int longest : new int[] {1, 2, 7, 63, 64, 65, 150}) {
        RecurrentScan cut = problem.scan(Kernel.fastest());
        float[] actual = new float[expected.length];
        for (int from = 0; from < problem.steps; ) {
          int to = Math.min(problem.steps, from + random.nextInt(longest + 1));
          problem.push(cut, from, to, actual, 1 + random.nextInt(3));
          from = to;
        }
        assertThat(actual).isEqualTo(expected);
        assertThat(cut.state()).isEqualTo(whole.state());
        assertThat(cut.position()).isEqualTo(problem.steps);
      }
    }
  }

  @Test
  void restoringAStateContinuesWithTheSameBits() {
    Problem problem = new Problem(2, 2 * Block.STEPS + 30, 6, 5, 1, 0.2);
    float[] expected = problem.output(problem.scan(Kernel.fastest()), 1);
    RecurrentScan first = problem.scan(Kernel.fastest());
    float[] actual = new float[expected.length];
    problem.push(first, 0, Block.STEPS, actual, 1);
    RecurrentScan second = problem.scan(Kernel.fastest());
    second.restore(first.state(), first.position());
    problem.push(second, Block.STEPS, problem.steps, actual, 1);
    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void aForkGoesOnWithTheSameBits() {
    for (int cut : new int[] {0, 1, 39, 41, 42, 64}) {
      Problem problem = new Problem(2, 150, 6, 5, 6, 0.2);
      float[] expected = problem.output(problem.scan(Kernel.fastest()), 1);
      RecurrentScan first = problem.scan(Kernel.fastest());
      float[] actual = new float[expected.length];
      problem.push(first, 0, cut, actual, 1);
      RecurrentScan second = first.fork();
      problem.push(first, cut, 150, new float[expected.length], 1);
      problem.push(second, cut, 150, actual, 1);
      assertThat(actual).isEqualTo(expected);
      assertThat(second.state()).isEqualTo(first.state());
    }
  }

  /** Each of three pushes decays by other gates: per key, per step, not at all. */
  @Test
  void gatesOfEveryWidthFollowEachOther() {
    Problem problem = new Problem(2, 96, 6, 21, 6, 3);
    for (int t = 32; t < 96; t++) {
      for (int s = 0; s < 2; s++) {
        int row = (s * 96 + t) * 6;
        Arrays.fill(problem.gates, row, row + 6, t < 64 ? problem.gates[row] : 0f);
      }
    }
    RecurrentScan scan = problem.scan(Kernel.fastest());
    float[] out = new float[2 * 96 * 21];
    for (int from = 0; from < 96; from += 32) {
      Rows wide = problem.rows(problem.gates, from, 6);
      Rows narrow = Rows.of(problem.gates, from * 6, 96 * 6, 6, 1);
      scan.push(
          32,
          problem.rows(problem.q, from, 6),
          problem.rows(problem.k, from, 6),
          problem.rows(problem.v, from, 21),
          from == 0 ? wide : from == 32 ? narrow : null,
          problem.rows(out, from, 21),
          1);
    }
    assertClose(out, problem.defined(), 2e-6);
  }

  @Test
  void theStateInTheMiddleIsTheDefined() {
    for (int cut = 0; cut < 9; cut++) {
      Problem problem = new Problem(2, 9, 6, 5, 6, 0.2);
      RecurrentScan first = problem.scan(Kernel.fastest());
      float[] out = new float[2 * 9 * 5];
      problem.push(first, 0, cut, out, 1);
      RecurrentScan second = problem.scan(Kernel.fastest());
      second.restore(first.state(), first.position());
      problem.push(second, cut, 9, out, 1);
      assertClose(out, problem.defined(), 2e-6);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 13})
  void plainAndVectorKernelsGiveTheSameNumbers(int gateWidth) {
    Problem problem = new Problem(3, 131, 13, 19, gateWidth, 2);
    problem.withBonus = random.nextBoolean();
    RecurrentScan plain = problem.scan(new ScalarKernel());
    RecurrentScan vector = problem.scan(Kernel.fastest());
    assertClose(problem.output(plain, 1), widened(problem.output(vector, 1)), 1e-6);
    assertClose(plain.state(), widened(vector.state()), 1e-6);
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    Arrays.setAll(wide, i -> values[i]);
    return wide;
  }

  @Test
  void threadsDoNotChangeTheBits() {
    Problem problem = new Problem(31, 300, 16, 16, 16, 0.5);
    float[] expected = problem.output(problem.scan(Kernel.fastest()), 1);
    for (int threads : new int[] {2, 3, 8, 100}) {
      assertThat(problem.output(problem.scan(Kernel.fastest()), threads)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 16, 31, 32, 50, 64, 100, 130})
  void everyWidthOfRowsIsTheDefined(int values) {
    Problem problem = new Problem(1, 23, 1 + random.nextInt(70), values, 1, 0.3);
    float[] actual = new float[23 * values];
    RecurrentScan scan = problem.scan(Kernel.fastest());
    problem.push(scan, 0, 10, actual, 1);
    problem.push(scan, 10, 23, actual, 1);
    assertClose(actual, problem.defined(), 2e-6);
  }

  @Test
  void whatWasNotANumberIsGoneAfterARestore() {
    Problem problem = new Problem(2, 42, 9, 17, 9, 0.5);
    Problem poison = new Problem(2, 42, 9, 17, 9, 0.5);
    Arrays.fill(poison.k, Float.NaN);
    Arrays.fill(poison.v, Float.NaN);
    Arrays.fill(poison.gates, Float.NaN);
    RecurrentScan scan = poison.scan(Kernel.fastest());
    assertThat(poison.output(scan, 1)).contains(Float.NaN);
    scan.restore(problem.start, 0);
    assertThat(problem.output(scan, 1))
        .isEqualTo(problem.output(problem.scan(Kernel.fastest()), 1));
  }

  @Test
  void timeGrowsWithTheStepsAndMemoryDoesNot() {
    Problem problem = new Problem(4, 2000, 32, 32, 32, 0.1);
    float[] out = new float[4 * 2000 * 32];
    RecurrentScan scan = problem.scan(Kernel.fastest());
    double best = Double.MAX_VALUE; // of several: other processes must not decide
    long[] used = new long[10];
    for (int i = 0; i < used.length; i++) {
      long once = time(problem, scan, out, 20);
      best = Math.min(best, time(problem, scan, out, 40) / (double) once);
      used[i] = usedAfterCollection();
    }
    assertThat(best).isLessThan(2.2);
    assertThat(used[9]).isLessThan(used[1] + (1 << 20));
  }

  private static long time(Problem problem, RecurrentScan scan, float[] out, int pushes) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < pushes; i++) {
      problem.push(scan, 0, problem.steps, out, 1);
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  private static long usedAfterCollection() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void onlyTheRowsOfTheViewAreRead() {
    int sequences = 3;
    int steps = 70;
    Problem dense = new Problem(sequences, steps, 5, 7, 5, 1);
    float[] expected = dense.output(dense.scan(Kernel.fastest()), 1);
    float[] out = poisoned(sequences, steps, 7, null);
    RecurrentScan scan = dense.scan(Kernel.fastest());
    scan.push(
        steps,
        strided(poisoned(sequences, steps, 5, dense.q), sequences, 5),
        strided(poisoned(sequences, steps, 5, dense.k), sequences, 5),
        strided(poisoned(sequences, steps, 7, dense.v), sequences, 7),
        strided(poisoned(sequences, steps, 5, dense.gates), sequences, 5),
        strided(out, sequences, 7),
        2);
    int written = 0;
    for (int t = 0; t < steps; t++) {
      for (int s = 0; s < sequences; s++) {
        for (int c = 0; c < 7; c++) {
          int at = 4 + (t * sequences + s) * 10 + c;
          assertThat(out[at]).isEqualTo(expected[(s * steps + t) * 7 + c]);
          written++;
        }
      }
    }
    int poison = 0;
    for (float value : out) {
      poison += Float.isNaN(value) ? 1 : 0;
    }
    assertThat(poison).isEqualTo(out.length - written);
  }

  /** Rows (S,T,width) moved to (T,S), three NaNs after each and four before the first. */
  private static float[] poisoned(int sequences, int steps, int width, float @Nullable [] dense) {
    float[] memory = new float[4 + sequences * steps * (width + 3)];
    Arrays.fill(memory, Float.NaN);
    for (int s = 0; dense != null && s < sequences; s++) {
      for (int t = 0; t < steps; t++) {
        int to = 4 + (t * sequences + s) * (width + 3);
        System.arraycopy(dense, (s * steps + t) * width, memory, to, width);
      }
    }
    return memory;
  }

  private static Rows strided(float[] memory, int sequences, int width) {
    FloatBuffer buffer = FloatBuffer.wrap(memory);
    return Rows.of(buffer, 4, width + 3, sequences * (width + 3), width);
  }

  @Test
  void silenceDrainsTheStateToZero() {
    RecurrentScan scan = new RecurrentScan(1, 2, 3, 1);
    scan.restore(new float[] {1, 2, 3, 4, 5, 6}, 0);
    float[] zeros = new float[6400];
    float[] out = new float[3 * 3200];
    Rows gates = Rows.of(new float[] {-0.1f}, 0, 0, 0, 1);
    Rows zero = Rows.bySequence(zeros, 3200, 2);
    scan.push(
        3200,
        zero,
        zero,
        Rows.bySequence(out.clone(), 3200, 3),
        gates,
        Rows.bySequence(out, 3200, 3),
        1);
    assertThat(scan.state()).containsOnly(0f);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    RecurrentScan scan = new RecurrentScan(2, 3, 4, 1);
    Rows three = Rows.bySequence(new float[2 * 5 * 3], 5, 3);
    Rows four = Rows.bySequence(new float[2 * 5 * 4], 5, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scan.push(5, three, three, three, null, four, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scan.push(6, three, three, four, null, four, 1))
        .withMessageContaining("q ends at");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> scan.push(5, three, three, four, four, four, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> scan.restore(new float[5], 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RecurrentScan(0, 1, 1, 1));
  }

  @Test
  void theExponentialIsExactToAFewBits() {
    for (float x = -103; x < 88.7f; x += 0.0137f) {
      double expected = Math.exp(x);
      double rounding = 2e-7 * expected + Float.MIN_VALUE;
      assertThat(Math.abs(Exp.exp(x) - expected)).isLessThanOrEqualTo(rounding);
    }
    assertThat(Exp.exp(0)).isEqualTo(1f);
    assertThat(Exp.exp(Float.NEGATIVE_INFINITY)).isEqualTo(0f);
    assertThat(Exp.exp(-1e30f)).isEqualTo(0f);
    assertThat(Exp.exp(100)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Exp.exp(Float.NaN)).isNaN();
  }
}
