package org.scanline.backbones.scan.delta;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.ScanShape;
import org.scanline.backbones.scan.numeric.DetachedScan;

/**
 * {@link GatedDeltaRule} with one long sequence split over threads.
 *
 * <p>A part turns the state G before it into M_p G + S_p, with M_p (K,K) the product of its steps'
 * transitions. All parts find both at once: scanning values [v 0] from the state [0 1] leaves [S_p
 * M_p] behind and gives outputs [o r] such that the part's outputs are o + r G. The pairs are
 * exchanged once: part p starts from G_p = M_(p-1) G_(p-1) + S_(p-1).
 *
 * <p>The result equals the serial one up to rounding and depends on the number of parts; ordinary
 * calls of {@link GatedDeltaRule} never split a sequence. Each part costs (V+K)/V times its share
 * of a serial run, so it pays from three threads on. Gradients exist in the forms that have them.
 * Thread-safe.
 *
 * @param parts pieces of a sequence, computed on the threads of the common pool
 */
public record SequenceParallel(int parts) {

  /** Checks the number of parts. */
  public SequenceParallel {
    if (parts < 1) {
      throw new IllegalArgumentException("parts=" + parts + " must be at least 1");
    }
  }

  /**
   * What the parts computed; P is the number of parts, at most T but at least 1.
   *
   * @param output (B,H,T,V)
   * @param state after the last step (B,H,K,V)
   * @param localStates what each part leaves behind from a state of zero, (P,B,H,K,V)
   * @param transitions what each part makes of the state before it, (P,B,H,K,K)
   * @param initialStates the state that each part starts from, (P,B,H,K,V)
   */
  public record Result(
      NDArray output,
      NDArray state,
      NDArray localStates,
      NDArray transitions,
      NDArray initialStates) {

    private NDList list() {
      return new NDList(output, state, localStates, transitions, initialStates);
    }
  }

  /**
   * Runs the recurrence, each part on one thread.
   *
   * @see GatedDeltaRule#run
   */
  public Result run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    ScanShape shape = DeltaShape.of(q, k, v, beta, logGate, state);
    Result result;
    try (NDScope scope = new NDScope()) {
      List<ScanResult> local = local(form, shape, q, k, v, beta, logGate, scale);
      NDArray zero = k.getManager().zeros(shape.stateShape(), k.getDataType());
      result = exchange(local, state == null ? zero : state);
      NDScope.unregister(result.list());
    }
    result.list().forEach(NDScope::register);
    return result;
  }

  /** Outputs [o r] (B,H,t,V+K) and states [S M] (B,H,K,V+K) of the parts. */
  private List<ScanResult> local(
      ScanForm form,
      ScanShape shape,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray beta,
      @Nullable NDArray logGate,
      float scale) {
    NDManager manager = k.getManager();
    NDArray one = manager.eye((int) shape.keys()).toType(k.getDataType(), false);
    NDArray start =
        manager.zeros(shape.stateShape(), k.getDataType()).concat(one.broadcast(square(shape)), 3);
    int count = (int) Math.max(1, Math.min(parts, shape.steps()));
    long[] cuts = LongStream.range(1, count).map(p -> p * shape.steps() / count).toArray();
    NDList queries = split(q, cuts);
    NDList keys = split(k, cuts);
    NDList values = split(v.concat(k.zerosLike(), 3), cuts);
    NDList betas = split(beta, cuts);
    NDList gates = split(logGate == null ? beta.zerosLike() : logGate, cuts);
    ScanForm alone = form.kind() == ScanForm.Kind.FUSED ? ScanForm.fused(1) : form;
    List<ScanResult> found =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                p ->
                    DetachedScan.of(
                        () ->
                            GatedDeltaRule.run(
                                alone,
                                queries.get(p),
                                keys.get(p),
                                values.get(p),
                                betas.get(p),
                                gates.get(p),
                                start,
                                scale)))
            .toList();
    for (ScanResult part : found) {
      NDScope.register(part.output());
      NDScope.register(part.state());
    }
    return found;
  }

  private static Shape square(ScanShape shape) {
    return new Shape(shape.batch(), shape.heads(), shape.keys(), shape.keys());
  }

  /** Hands the states on from part to part and adds to each part what it starts from. */
  private static Result exchange(List<ScanResult> local, NDArray state) {
    NDList outputs = new NDList();
    NDList states = new NDList();
    NDList transitions = new NDList();
    NDList initial = new NDList();
    long[] values = {state.getShape().get(3)};
    NDArray global = state;
    for (ScanResult part : local) {
      NDList output = part.output().split(values, 3);
      NDList left = part.state().split(values, 3);
      outputs.add(output.get(0).add(output.get(1).matMul(global)));
      states.add(left.get(0));
      transitions.add(left.get(1));
      initial.add(global);
      global = left.get(1).matMul(global).add(left.get(0));
    }
    return new Result(
        outputs.size() == 1 ? outputs.get(0) : NDArrays.concat(outputs, 2), // one would be copied
        global,
        NDArrays.stack(states),
        NDArrays.stack(transitions),
        NDArrays.stack(initial));
  }

  /** All pieces at once: the gradient of one slice is as long as the whole. */
  private static NDList split(NDArray array, long[] cuts) {
    return cuts.length == 0 ? new NDList(array) : array.split(cuts, 2); // one would be copied
  }
}
