package org.scanline.backbones.golden;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.scanline.backbones.scan.ScanResult;

/** What many tests of laws ask. */
public final class Laws {
  private Laws() {}

  /** Seeds the engine from -Dscanline.seed, or by chance, and logs the seed. */
  public static int seed(NDManager manager, Class<?> test) {
    int seed = Integer.getInteger("scanline.seed", (int) System.nanoTime());
    System.getLogger(test.getName())
        .log(System.Logger.Level.INFO, "-Dscanline.seed={0}", Integer.toString(seed));
    manager.getEngine().setRandomSeed(seed);
    return seed;
  }

  /** Asserts that shapes are equal and the largest difference small beside the largest value. */
  public static void assertClose(String what, NDArray actual, NDArray expected, double within) {
    assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
    if (expected.size() > 0) {
      float largest = expected.abs().max().getFloat();
      float worst = actual.sub(expected).abs().max().getFloat();
      assertThat(worst).as(what).isLessThanOrEqualTo((float) (within * largest) + 1e-30f);
    }
  }

  /** Asserts that outputs and states agree. */
  public static void assertClose(ScanResult actual, ScanResult expected, double within) {
    assertClose("output", actual.output(), expected.output(), within);
    assertClose("state", actual.state(), expected.state(), within);
  }

  /** Gradients of inputs under a loss that no symmetry of the operator can hide. */
  public static NDList gradients(NDList inputs, Function<NDList, NDList> operator) {
    inputs.forEach(input -> input.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      NDArray loss = inputs.head().getManager().zeros(new Shape());
      for (NDArray output : operator.apply(inputs)) {
        loss = loss.add(output.mul(output.stopGradient().sin().add(0.3)).sum());
      }
      collector.backward(loss);
      NDList found = new NDList();
      inputs.forEach(input -> found.add(input.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    } finally {
      inputs.forEach(input -> input.setRequiresGradient(false));
    }
  }

  /** Least processor time of the calling thread over some runs, in nanoseconds. */
  public static long least(int runs, Runnable work) {
    long best = Long.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
    }
    return best;
  }
}
