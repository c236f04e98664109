package org.scanline.datasets.benchmark;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A recurrence that is timed, and how its arithmetic is counted. */
@SuppressWarnings("ImmutableEnumChecker") // functions without state, unmodifiable lists
public enum BenchmarkKernel {
  /** Linear attention without gates. */
  UNGATED("ungated", "4 K V", (s, t) -> 4 * s.state(), Workloads::ungated, Forms.OUTER),
  /** Gated linear attention: a decay for each key channel. */
  GLA(
      "gla",
      "4 K V, and K V for the gate",
      (s, t) -> 5 * s.state(),
      Workloads::diagonalGate,
      Forms.OUTER),
  /** The state-space dual of Mamba-2: a decay for each step. */
  SSD("ssd", "4 K V", (s, t) -> 4 * s.state(), Workloads::scalarGate, Forms.OUTER),
  /** The delta rule: what a key held is replaced. */
  DELTA("delta", "4 K V", (s, t) -> 4 * s.state(), Workloads::delta, Forms.SCAN),
  /** The delta rule with a decay for each step. */
  GATED_DELTA("gated-delta", "4 K V", (s, t) -> 4 * s.state(), Workloads::gatedDelta, Forms.SCAN),
  /** A diagonal decay plus a matrix of rank one: RWKV-7. */
  DPLR(
      "dplr",
      "4 K V, and K V for the gate",
      (s, t) -> 5 * s.state(),
      Workloads::lowRank,
      Forms.SCAN),
  /** The selective scan of Mamba: every channel by itself. */
  SELECTIVE(
      "selective",
      "7 N, the exponential counted as one",
      (s, t) -> 7.0 * s.channels() * Sizes.STATES,
      Workloads::selective,
      Forms.SCAN),
  /** The long convolution of S4D, as the recurrence that it is. */
  LONG_CONVOLUTION(
      "long-convolution",
      "11 for each of the 32 complex states",
      (s, t) -> 11.0 * s.channels() * Sizes.MODES,
      Workloads::longConvolution,
      Forms.SCAN),
  /** Causal softmax attention, the yardstick. */
  SOFTMAX(
      "softmax",
      "(K + V) (T + 1), half of the square",
      (s, t) -> 2.0 * s.heads() * s.width() * (t + 1),
      Workloads::softmax,
      Forms.WHOLE);

  /** Floating-point operations for a token, all heads together, in a sequence of T tokens. */
  private interface Cost {
    double of(Sizes sizes, long length);
  }

  /** The forms that kernels have. */
  private static final class Forms {
    static final List<BenchmarkForm> OUTER =
        List.of(BenchmarkForm.STREAM, BenchmarkForm.FUSED, BenchmarkForm.CHUNKED);
    static final List<BenchmarkForm> SCAN = List.of(BenchmarkForm.FUSED, BenchmarkForm.CHUNKED);
    static final List<BenchmarkForm> WHOLE = List.of(BenchmarkForm.SOFTMAX);

    private Forms() {}
  }

  private final String label;
  private final String counting;
  private final Cost cost;
  private final Function<Workloads, Workload> maker;
  private final List<BenchmarkForm> forms;

  BenchmarkKernel(
      String label,
      String counting,
      Cost cost,
      Function<Workloads, Workload> maker,
      List<BenchmarkForm> forms) {
    this.label = label;
    this.counting = counting;
    this.cost = cost;
    this.maker = maker;
    this.forms = forms;
  }

  /** The name on the command line and in reports. */
  public String label() {
    return label;
  }

  /** What is counted for a token and head (or channel), in words. */
  public String counting() {
    return counting;
  }

  /** The forms that are timed. */
  public List<BenchmarkForm> forms() {
    return forms;
  }

  /** Floating-point operations for a token, all heads together. */
  double operations(Sizes sizes, long length) {
    return cost.of(sizes, length);
  }

  /** Work in a form. */
  Workload prepare(BenchmarkForm form, Sizes sizes, int steps, int threads) {
    return maker.apply(new Workloads(form, sizes, steps, threads));
  }

  /**
   * Finds a kernel by its label.
   *
   * @throws IllegalArgumentException naming the label that is unknown
   */
  public static BenchmarkKernel parse(String label) {
    return Arrays.stream(values())
        .filter(kernel -> kernel.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + label
                        + "' is not one of "
                        + Arrays.stream(values())
                            .map(BenchmarkKernel::label)
                            .collect(Collectors.joining(", "))));
  }
}
