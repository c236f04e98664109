package org.scanline.datasets.benchmark;

/**
 * One figure.
 *
 * @param kernel the recurrence
 * @param form how it was computed
 * @param length tokens
 * @param seconds wall time
 * @param operations floating-point operations, as {@link BenchmarkKernel#counting} says
 * @param peakMebibytes growth of the resident memory, inputs and outputs included; NaN when unknown
 */
public record Measurement(
    BenchmarkKernel kernel,
    BenchmarkForm form,
    long length,
    double seconds,
    double operations,
    double peakMebibytes) {

  /** Tokens in a second, all heads of a token together. */
  public double tokensPerSecond() {
    return length / seconds;
  }

  /** Arithmetic rate in GFLOP/s. */
  public double gigaflops() {
    return operations / seconds / 1e9;
  }
}
