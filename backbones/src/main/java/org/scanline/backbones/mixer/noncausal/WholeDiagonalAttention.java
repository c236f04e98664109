package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.attention.BlockAttention;
import org.scanline.backbones.mixer.DiagonalAttention;

/**
 * DiagAttention of TransNormer (Qin et al., 2022, arXiv 2210.10340, section 4.2) without a mask, as
 * in its encoders: each step sees all steps of its block of C; x (B,T,D).
 *
 * <p>Linear in T. The last block may be shorter. Parameters q_proj, k_proj, v_proj and out_proj
 * with biases, those of {@link DiagonalAttention}, so that weights fit both.
 */
public final class WholeDiagonalAttention extends WholeHeadMixer {
  private final int block;

  /** Declares the parameters. */
  public WholeDiagonalAttention(DiagonalAttention.Config config) {
    super(config.width(), config.heads());
    block = config.block();
  }

  @Override
  NDArray attend(NDArray q, NDArray k, NDArray v) {
    return BlockAttention.full(q, k, v, block, 1 / Math.sqrt(q.getShape().get(3)));
  }
}
