package org.scanline.datasets.tasks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.scanline.backbones.scan.ScanForm;

/**
 * Tests a net through its recurrent form, piece after piece, so that sequences may be of any
 * length.
 */
final class TaskTest {
  private static final int PIECE = 256;
  private static final int ROWS = 64;
  private static final int FEWEST = 16;
  private static final int MOST = 1024;
  private static final long STEPS = 1 << 18;
  private final SequenceTask task;
  private final SequenceNet net;
  private final ScanForm form;

  TaskTest(SequenceTask task, SequenceNet net, int threads) {
    this.task = task;
    this.net = net;
    this.form = ScanForm.fused(threads);
  }

  /** How many sequences of a length are tested: fewer of long ones. */
  int sequences(int length) {
    if (task.tests() < Integer.MAX_VALUE) {
      return task.tests();
    }
    return (int) Math.max(FEWEST, Math.min(MOST, STEPS / length));
  }

  /** Tests sequences of one length. */
  TaskScore score(NDManager root, long seed, int length) {
    int count = sequences(length);
    long asked = 0;
    long right = 0;
    for (int first = 0; first < count; first += ROWS) {
      TaskBatch batch = task.test(seed, first, Math.min(ROWS, count - first), length);
      asked += Arrays.stream(batch.targets()).filter(t -> t != TaskBatch.NOT_ASKED).count();
      right += right(root, batch);
    }
    return new TaskScore(length, count, asked, right);
  }

  private long right(NDManager root, TaskBatch batch) {
    long right = 0;
    try (NDManager owner = root.newSubManager()) {
      NDList state = net.backbone().initialState(owner, batch.rows());
      for (int from = 0; from < batch.steps(); from += PIECE) {
        TaskBatch piece = piece(batch, from, Math.min(batch.steps(), from + PIECE));
        try (NDManager manager = owner.newSubManager()) {
          state.attach(manager);
          ParameterStore store = new ParameterStore(manager, false);
          NDArray inputs =
              SequenceNet.array(
                  manager, piece.inputs(), piece.rows(), piece.steps(), piece.features());
          NDList mixed = net.mix(store, inputs, state, form, false);
          right += right(store, mixed.get(0), piece.targets());
          state = mixed.subNDList(1);
          state.attach(owner);
        }
      }
    }
    return right;
  }

  private long right(ParameterStore store, NDArray mixed, int[] targets) {
    Asked asked = Asked.of(targets);
    if (asked.steps().length == 0) {
      return 0;
    }
    NDArray steps = SequenceNet.array(mixed.getManager(), asked.steps(), asked.steps().length);
    long[] told = net.logits(store, mixed, steps, false).argMax(1).toLongArray();
    long right = 0;
    for (int i = 0; i < told.length; i++) {
      right += told[i] == asked.classes()[i] ? 1 : 0;
    }
    return right;
  }

  private static TaskBatch piece(TaskBatch batch, int from, int to) {
    int steps = to - from;
    int features = batch.features();
    int[] inputs = new int[batch.rows() * steps * features];
    int[] targets = new int[batch.rows() * steps];
    for (int row = 0; row < batch.rows(); row++) {
      int start = row * batch.steps() + from;
      System.arraycopy(batch.targets(), start, targets, row * steps, steps);
      System.arraycopy(
          batch.inputs(), start * features, inputs, row * steps * features, steps * features);
    }
    return new TaskBatch(batch.rows(), steps, features, inputs, targets);
  }
}
