package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;

/** Heads with queries, keys and values from one dense layer with a bias each; x (B,T,D). */
abstract class WholeHeadMixer extends WholeMixer {
  private final int heads;
  private final Projection query;
  private final Projection key;
  private final Projection value;
  private final Projection output;

  /** Declares q_proj, k_proj, v_proj and out_proj. */
  WholeHeadMixer(int width, int heads) {
    this.heads = heads;
    query = addChildBlock("q_proj", new Projection(width, width, true));
    key = addChildBlock("k_proj", new Projection(width, width, true));
    value = addChildBlock("v_proj", new Projection(width, width, true));
    output = addChildBlock("out_proj", new Projection(width, width, true));
  }

  /** The heads' outputs from q, k and v, all (B,H,T,K). */
  abstract NDArray attend(NDArray q, NDArray k, NDArray v);

  /** What happens to the joined heads o (B,T,D) before they are projected. */
  NDArray finish(ParameterStore store, NDArray o, boolean training) {
    return o;
  }

  @Override
  public final NDArray mix(ParameterStore store, NDArray x, boolean training) {
    NDArray q = Heads.split(query.apply(store, x, training), heads);
    NDArray k = Heads.split(key.apply(store, x, training), heads);
    NDArray v = Heads.split(value.apply(store, x, training), heads);
    NDArray o = finish(store, Heads.join(attend(q, k, v)), training);
    return output.apply(store, o, training);
  }
}
