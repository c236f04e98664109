package org.scanline.backbones.benchmarks;

import ai.djl.ndarray.NDScope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.scanline.backbones.scan.ScanForm;

/** One recurrence over 16384 steps, fused or by chunks; outputs are allocated and released. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-Dai.djl.offline=true"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class ScanBenchmark {
  private static final int CHUNK = 64;

  /** Which form: fused or chunked. */
  @Param({"fused", "chunked"})
  public String form = "fused";

  private Inputs inputs = new Inputs();
  private Runnable scan = () -> {};

  /** For subclasses. */
  protected ScanBenchmark() {}

  /** Makes inputs and says what is to be timed. */
  abstract Runnable prepare(Inputs inputs, ScanForm scanForm);

  /** Makes the inputs. */
  @Setup(Level.Trial)
  public void setUp() {
    inputs.close();
    inputs = new Inputs();
    boolean chunked = form.equals("chunked");
    scan = prepare(inputs, chunked ? ScanForm.chunked(CHUNK) : ScanForm.fused());
  }

  /** Releases the inputs. */
  @TearDown(Level.Trial)
  public void tearDown() {
    inputs.close();
  }

  /** Runs the recurrence once. */
  @Benchmark
  public void run() {
    try (NDScope scope = new NDScope()) {
      scan.run();
    }
  }
}
