package org.scanline.backbones.scan.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.scan.ScanForm;

class GridRecurrenceTests {
  private static final long B = 2;
  private static final long H = 3;
  private static final long K = 5;
  private static final long V = 7;
  private static final int[][] SIZES = {{1, 1}, {1, 6}, {6, 1}, {4, 3}, {2, 9}, {5, 5}};
  private final NDManager manager = NDManager.newBaseManager();
  private Random random = new Random();

  @BeforeEach
  void seed() {
    random = new Random(Laws.seed(manager, GridRecurrenceTests.class));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** q, k, v, what enters, then the nine gates. */
  private NDList inputs(long across, long along) {
    NDList in = new NDList();
    in.add(manager.randomNormal(new Shape(B, H, across, along, K)));
    in.add(manager.randomNormal(new Shape(B, H, across, along, K)));
    in.add(manager.randomNormal(new Shape(B, H, across, along, V)));
    in.add(manager.randomNormal(new Shape(B, H, along, K, V)));
    for (int i = 0; i < 9; i++) {
      in.add(manager.randomUniform(-0.7f, 0.7f, new Shape(B, H, across, along)));
    }
    return in;
  }

  private static GridGates gates(NDList in) {
    List<NDArray> g = in.subList(4, 13);
    return new GridGates(
        g.get(0), g.get(1), g.get(2), g.get(3), g.get(4), g.get(5), g.get(6), g.get(7), g.get(8));
  }

  private static NDList run(ScanForm form, NDList in) {
    GridResult r =
        GridRecurrence.run(form, in.get(0), in.get(1), in.get(2), gates(in), in.get(3), 0.4f);
    return new NDList(r.output(), r.right(), r.down());
  }

  private static void assertClose(NDList actual, NDList expected, double within) {
    for (int i = 0; i < expected.size(); i++) {
      Laws.assertClose("array " + i, actual.get(i), expected.get(i), within);
    }
  }

  @Test
  void allFormsAgreeOnGridsOfAnySize() {
    for (int[] size : SIZES) {
      NDList in = inputs(size[0], size[1]);
      NDList naive = run(ScanForm.naive(), in);
      assertClose(run(ScanForm.chunked(64), in), naive, 5e-6);
      assertClose(run(ScanForm.fused(), in), naive, 5e-6);
    }
  }

  @Test
  void gradientsOfDiagonalsAreThoseOfCells() {
    for (int[] size : SIZES) {
      NDList in = inputs(size[0], size[1]);
      NDList naive = Laws.gradients(in, leaves -> run(ScanForm.naive(), leaves));
      assertClose(Laws.gradients(in, leaves -> run(ScanForm.chunked(64), leaves)), naive, 2e-5);
    }
  }

  @Test
  void gridsWithoutCellsPassOnWhatEnters() {
    for (int[] size : new int[][] {{0, 4}, {3, 0}, {0, 0}}) {
      NDList in = inputs(size[0], size[1]);
      for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(8), ScanForm.fused())) {
        NDList result = run(form, in);
        assertThat(result.get(0).getShape()).isEqualTo(new Shape(B, H, size[0], size[1], V));
        assertThat(result.get(1)).isEqualTo(in.get(3));
      }
    }
  }

  @Test
  void cuttingInStripsAnywhereDoesNotChangeABit() {
    NDList in = inputs(9, 4);
    NDList whole = run(ScanForm.fused(), in);
    int from = 0;
    NDList outputs = new NDList();
    NDArray entering = in.get(3);
    while (from < 9) {
      int to = Math.min(9, from + random.nextInt(4)); // strips of no row too
      NDIndex rows = new NDIndex(":, :, {}:{}", from, to);
      NDList strip = new NDList();
      for (int i = 0; i < in.size(); i++) {
        strip.add(i == 3 ? entering : in.get(i).get(rows));
      }
      NDList result = run(ScanForm.fused(), strip);
      outputs.add(result.get(0));
      entering = result.get(1);
      from = to;
    }
    assertThat(NDArrays.concat(outputs, 2)).isEqualTo(whole.get(0));
    assertThat(entering).isEqualTo(whole.get(1));
  }

  @Test
  void threadsDoNotChangeABit() {
    NDList in = inputs(6, 7);
    NDList one = run(ScanForm.fused(1), in);
    for (int threads : new int[] {2, 3, 5, 50}) {
      NDList more = run(ScanForm.fused(threads), in);
      for (int i = 0; i < one.size(); i++) {
        assertThat(more.get(i)).isEqualTo(one.get(i));
      }
    }
  }

  @Test
  void exchangingTheAxesExchangesBothFlows() {
    NDList in = inputs(4, 6);
    in.set(3, in.get(3).zerosLike());
    NDList straight = run(ScanForm.fused(), in);
    NDList turned = new NDList();
    int[] place = {1, 0, 4, 5, 2, 3, 7, 6, 8}; // right gates become down gates
    for (int i = 0; i < 3; i++) {
      turned.add(in.get(i).transpose(0, 1, 3, 2, 4));
    }
    turned.add(manager.zeros(new Shape(B, H, 4, K, V)));
    for (int i : place) {
      turned.add(in.get(4 + i).transpose(0, 1, 3, 2));
    }
    NDList across = run(ScanForm.fused(), turned);
    Laws.assertClose("o", across.get(0).transpose(0, 1, 3, 2, 4), straight.get(0), 5e-6);
    Laws.assertClose("down", across.get(1), straight.get(2), 5e-6);
    Laws.assertClose("right", across.get(2), straight.get(1), 5e-6);
  }

  @Test
  void arraysThatDoNotFitAreNamed() {
    NDList in = inputs(3, 4);
    in.set(2, manager.zeros(new Shape(B, H, 3, 5, V)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(ScanForm.naive(), in))
        .withMessageContaining("v must be");
  }
}
