package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.training.ParameterStore;
import org.jspecify.annotations.Nullable;

/**
 * DeltaNet (Schlag et al., 2021; Yang et al., 2024): a memory that corrects what it holds for a key
 * instead of adding to it; with negative eigenvalues (Grazzi et al., 2024) it can also flip it.
 *
 * <p>Parameter names as in flash-linear-attention. State: see {@link DeltaMixer}, with K = V = D/H.
 */
public final class DeltaNet extends DeltaMixer {

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param negativeEigenvalues whether writes reach strength 2, so that a state may change its
   *     sign: needed to track states such as parity
   * @param outputGate whether each head's output is multiplied by silu of a projection
   */
  public record Config(int width, int heads, boolean negativeEigenvalues, boolean outputGate) {
    /** Checks that the sizes fit together. */
    public Config {
      if (heads < 1 || width < 1 || width % heads != 0) {
        throw new IllegalArgumentException(
            "width=" + width + " must be a multiple of heads=" + heads);
      }
    }

    /** The defaults of the reference implementation: strengths up to 1, no output gate. */
    public Config(int width, int heads) {
      this(width, heads, false, false);
    }
  }

  /** Declares the parameters. */
  public DeltaNet(Config config) {
    super(
        config.width(),
        config.heads(),
        config.width() / config.heads(),
        config.width() / config.heads(),
        config.negativeEigenvalues(),
        config.outputGate());
  }

  @Override
  @Nullable NDArray logGate(ParameterStore store, NDArray x, boolean training) {
    return null;
  }
}
