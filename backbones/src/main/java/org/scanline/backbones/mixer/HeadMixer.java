package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;

/** A mixer whose heads get queries, keys and values from one dense layer each. */
abstract class HeadMixer extends Mixer {
  private final int heads;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;

  /**
   * Declares q_proj, k_proj, v_proj and the output's projection.
   *
   * @param width D, also of all heads' queries and keys together
   * @param values width of all heads' values together
   * @param bias whether all projections have one
   * @param outputName name of the last projection
   */
  HeadMixer(int width, int heads, int values, boolean bias, String outputName) {
    super(width);
    this.heads = heads;
    query = addChildBlock("q_proj", new Projection(width, width, bias));
    key = addChildBlock("k_proj", new Projection(width, width, bias));
    value = addChildBlock("v_proj", new Projection(width, values, bias));
    output = addChildBlock(outputName, new Projection(values, width, bias));
  }

  /**
   * What a call of the mixer goes with.
   *
   * @param store of parameters
   * @param state carried so far
   * @param form of the scan
   * @param training whether gradients will be asked for
   */
  record Call(ParameterStore store, NDList state, ScanForm form, boolean training) {}

  /**
   * What the heads do.
   *
   * @param q (B,H,T,K)
   * @param k (B,H,T,K)
   * @param v (B,H,T,V)
   * @return the heads' outputs (B,H,T,V), then the state after the last step
   */
  abstract NDList attend(NDArray q, NDArray k, NDArray v, Call call);

  /** What happens to the joined heads o (B,T,H*V) before they are projected. */
  NDArray finish(NDArray x, NDArray o, Call call) {
    return o;
  }

  /** Queries and keys of all heads (B,H,T,K) before anything happens to them. */
  final NDList queriesAndKeys(ParameterStore store, NDArray x, boolean training) {
    return new NDList(
        heads(query.apply(store, x, training), heads), heads(key.apply(store, x, training), heads));
  }

  @Override
  public final NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training) {
    NDArray q = heads(query.apply(store, x, training), heads);
    NDArray k = heads(key.apply(store, x, training), heads);
    NDArray v = heads(value.apply(store, x, training), heads);
    Call call = new Call(store, state, form, training);
    NDList attended = attend(q, k, v, call);
    NDArray o = finish(x, merge(attended.get(0)), call);
    return new NDList(output.apply(store, o, training)).addAll(attended.subNDList(1));
  }
}
