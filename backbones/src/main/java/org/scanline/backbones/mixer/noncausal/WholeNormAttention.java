package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.attention.FeatureMap;
import org.scanline.backbones.attention.KernelAttention;
import org.scanline.backbones.layer.Norm;
import org.scanline.backbones.mixer.NormAttention;

/**
 * NormAttention of TransNormer (Qin et al., 2022, arXiv 2210.10340, eq. 9) without a mask, as in
 * its encoders: norm(phi(Q) (phi(K)^T V)) over all heads together; x (B,T,D).
 *
 * <p>Linear in T. Parameters q_proj, k_proj, v_proj, out_proj with biases and layer_norm, those of
 * {@link NormAttention}, so that weights fit both.
 */
public final class WholeNormAttention extends WholeHeadMixer {
  private final FeatureMap map;
  private final Norm norm;

  /** Declares the parameters. */
  public WholeNormAttention(NormAttention.Config config) {
    super(config.width(), config.heads());
    map = config.map();
    norm = addChildBlock("layer_norm", config.norm().make(config.width()));
  }

  @Override
  NDArray attend(NDArray q, NDArray k, NDArray v) {
    return KernelAttention.product(map.apply(q), map.apply(k), v);
  }

  @Override
  NDArray finish(ParameterStore store, NDArray o, boolean training) {
    return norm.apply(store, o, training);
  }
}
