package org.scanline.backbones.scan.outer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Scalars;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.scan.ScanResult;
import org.scanline.backbones.scan.numeric.DetachedScan;

/**
 * {@link GatedOuterProduct} with one long sequence split over threads, as LASP-2 (Sun et al., 2025)
 * and ZeCO (Chou et al., 2025) split it over devices.
 *
 * <p>Each part of the sequence is scanned from a state of zero, all parts at once. Then the states
 * are exchanged once: with S_p what part p leaves behind and e^d_p its decay, part p starts from
 * G_p = e^d_(p-1) G_(p-1) + S_(p-1), and scale (q_t e^b_t)^T G_p is added to its outputs, b_t being
 * the sum of its log gates up to step t.
 *
 * <p>The result equals the serial one up to rounding and depends on the number of parts; ordinary
 * calls of {@link GatedOuterProduct} never split a sequence. What is added takes some arrays of the
 * size of q for a while. Gradients exist in the forms that have them. Thread-safe.
 *
 * @param parts pieces of a sequence, computed on the threads of the common pool
 */
public record SequenceParallel(int parts) {
  private static final float RESET = -1e4f; // e^RESET is 0, and unlike -infinity it survives 0 * g

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
   * @param localDecays sum of the log gates of each part, (P,B,H,K), or (P,B,H,1) where all keys
   *     decay alike
   * @param initialStates the state that each part starts from, (P,B,H,K,V)
   */
  public record Result(
      NDArray output,
      NDArray state,
      NDArray localStates,
      NDArray localDecays,
      NDArray initialStates) {

    private NDList list() {
      return new NDList(output, state, localStates, localDecays, initialStates);
    }
  }

  /** One part: its queries, its log gates (B,H,t,K) or (B,H,t,1), and its scan from zero. */
  private record Part(NDArray q, NDArray gates, ScanResult scan) {}

  /**
   * Runs the recurrence, each part on one thread.
   *
   * @see GatedOuterProduct#run(ScanForm, NDArray, NDArray, NDArray, NDArray, NDArray, float)
   */
  public Result run(
      ScanForm form,
      NDArray q,
      NDArray k,
      NDArray v,
      @Nullable NDArray logGate,
      @Nullable NDArray state,
      float scale) {
    OuterProductShape shape = OuterProductShape.of(q, k, v, logGate, null, state);
    Result result;
    try (NDScope scope = new NDScope()) {
      List<Part> local = local(form, shape, q, k, v, gates(k, logGate, shape), scale);
      NDArray zero = k.getManager().zeros(shape.stateShape(), k.getDataType());
      result = exchange(local, state == null ? zero : state, scale);
      NDScope.unregister(result.list());
    }
    result.list().forEach(NDScope::register);
    return result;
  }

  /** Log gates as (B,H,T,K), or (B,H,T,1) where all keys decay alike. */
  private static NDArray gates(NDArray k, @Nullable NDArray logGate, OuterProductShape shape) {
    Shape perStep = new Shape(shape.batch(), shape.heads(), shape.steps(), 1);
    if (logGate == null) {
      return k.getManager().zeros(perStep, k.getDataType());
    }
    NDArray bounded = logGate.clip(RESET, -RESET);
    return switch (shape.gate()) {
      case DIAGONAL -> bounded;
      case SCALAR -> bounded.expandDims(3);
      default -> bounded.reshape(1, shape.heads(), 1, 1).broadcast(perStep);
    };
  }

  private List<Part> local(
      ScanForm form,
      OuterProductShape shape,
      NDArray q,
      NDArray k,
      NDArray v,
      NDArray gates,
      float scale) {
    int count = (int) Math.max(1, Math.min(parts, shape.steps()));
    long[] cuts = LongStream.range(1, count).map(p -> p * shape.steps() / count).toArray();
    ScanForm alone = form.kind() == ScanForm.Kind.FUSED ? ScanForm.fused(1) : form;
    NDList qs = split(q, cuts);
    NDList ks = split(k, cuts);
    NDList vs = split(v, cuts);
    NDList gs = split(gates, cuts);
    boolean wide = shape.gate() == OuterProductShape.Gate.DIAGONAL;
    List<NDArray> logGates = gs.stream().map(g -> wide ? g : g.squeeze(3)).toList();
    List<Part> found =
        IntStream.range(0, count)
            .parallel()
            .mapToObj(
                p -> {
                  ScanResult scan =
                      DetachedScan.of(
                          () ->
                              GatedOuterProduct.run(
                                  alone,
                                  qs.get(p),
                                  ks.get(p),
                                  vs.get(p),
                                  logGates.get(p),
                                  null,
                                  scale));
                  return new Part(qs.get(p), gs.get(p), scan);
                })
            .toList();
    found.forEach(
        part -> {
          NDScope.register(part.scan().output());
          NDScope.register(part.scan().state());
        });
    return found;
  }

  /** Hands the states on from part to part and adds to each part what it starts from. */
  private static Result exchange(List<Part> local, NDArray state, float scale) {
    NDList outputs = new NDList();
    NDList states = new NDList();
    NDList decays = new NDList();
    NDList initial = new NDList();
    NDArray global = state;
    for (Part part : local) {
      NDArray reach = part.gates().cumSum(2).exp();
      NDArray before = Scalars.times(part.q().mul(reach), scale).matMul(global);
      outputs.add(part.scan().output().add(before));
      NDArray decay = part.gates().sum(new int[] {2}); // (B,H,K) or (B,H,1)
      states.add(part.scan().state());
      decays.add(decay);
      initial.add(global);
      global = global.mul(decay.exp().expandDims(3)).add(part.scan().state());
    }
    return new Result(
        outputs.size() == 1 // joining one array would lose its gradient
            ? outputs.get(0)
            : NDArrays.concat(outputs, 2),
        global,
        NDArrays.stack(states),
        NDArrays.stack(decays),
        NDArrays.stack(initial));
  }

  /** All pieces at once: the gradient of one slice is as long as the whole. */
  private static NDList split(NDArray array, long[] cuts) {
    return cuts.length == 0 ? new NDList(array) : array.split(cuts, 2); // one would be copied
  }
}
