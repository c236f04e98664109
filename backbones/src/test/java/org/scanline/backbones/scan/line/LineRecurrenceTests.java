package org.scanline.backbones.scan.line;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.scanline.backbones.golden.Laws.assertClose;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;

class LineRecurrenceTests {
  private final NDManager manager = NDManager.newBaseManager();

  @BeforeEach
  void seed() {
    Laws.seed(manager, LineRecurrenceTests.class);
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** q, k, v, S, T, M, D and the state; transitions are scaled and shifted. */
  private NDList inputs(long steps, double size, double shift) {
    Shape line = new Shape(2, 3, steps);
    return new NDList(
        manager.randomNormal(line.add(5)),
        manager.randomNormal(line.add(5)),
        manager.randomNormal(line.add(7)),
        manager.randomNormal(line),
        manager.randomUniform(-1, 1, line).mul(size).add(shift).duplicate(),
        manager.randomNormal(line),
        manager.randomNormal(line),
        manager.randomNormal(new Shape(2, 3, 5, 7)));
  }

  private static ScanResult run(NDList in, ScanForm form) {
    LineGates gates = new LineGates(in.get(3), in.get(4), in.get(5), in.get(6));
    return LineRecurrence.run(form, in.get(0), in.get(1), in.get(2), gates, in.get(7), 0.4);
  }

  @Test
  void allFormsAgreeForEverySignOfTheTransitions() {
    for (long steps : new long[] {0, 1, 2, 71}) {
      for (double[] range : new double[][] {{1, 0}, {0.4, 0.6}, {0.4, -0.6}, {1e-4, 0}, {0, 0}}) {
        NDList in = inputs(steps, range[0], range[1]);
        ScanResult expected = run(in, ScanForm.naive());
        for (ScanForm form : List.of(ScanForm.chunked(64), ScanForm.chunked(9), ScanForm.fused())) {
          ScanResult actual = run(in, form);
          assertClose(form + " output", actual.output(), expected.output(), 5e-6);
          assertClose(form + " state", actual.state(), expected.state(), 5e-6);
        }
      }
    }
  }

  private static NDList gradients(NDList in, ScanForm form) {
    in.forEach(leaf -> leaf.setRequiresGradient(true));
    try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
      ScanResult result = run(in, form);
      collector.backward(result.output().sin().sum().add(result.state().cos().sum()));
      NDList found = new NDList();
      in.forEach(leaf -> found.add(leaf.getGradient().duplicate()));
      collector.zeroGradients();
      return found;
    }
  }

  @Test
  void gradientsOfChunksAreThoseOfStepsAlsoNearZero() {
    for (double[] range : new double[][] {{1, 0}, {0.4, -0.6}, {1e-3, 0}}) {
      NDList in = inputs(50, range[0], range[1]);
      NDList expected = gradients(in, ScanForm.naive());
      NDList actual = gradients(in, ScanForm.chunked(16));
      for (int i = 0; i < expected.size(); i++) {
        assertClose("gradient " + i, actual.get(i), expected.get(i), 2e-5);
      }
    }
  }

  @Test
  void gatesThatDoNotFitAreNamed() {
    NDList in = inputs(9, 1, 0);
    LineGates gates = new LineGates(in.get(3), in.get(0), in.get(5), in.get(6));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                LineRecurrence.run(
                    ScanForm.naive(), in.get(0), in.get(1), in.get(2), gates, null, 1))
        .withMessageContaining("gates must be");
  }
}
