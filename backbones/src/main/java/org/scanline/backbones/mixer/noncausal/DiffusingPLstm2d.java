package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.layer.Heads;

/**
 * pLSTM's mixer for images (B,X,Y,D) in its D mode (Pöppel et al., 2025): signals go on along each
 * axis and turn from one into the other, but never back, so they spread and fade.
 *
 * <p>Parameter names as of ml-jku/plstm's pLSTM2DLayer: source_r, source_d, transition_r,
 * transition_d, transition_rd, mark_l, mark_u, and those of {@link GridMixer}.
 */
public final class DiffusingPLstm2d extends GridMixer {

  /** Which way signals turn. */
  public enum Chirality {
    /** From y over to x. */
    LEFT,
    /** From x over to y. */
    RIGHT
  }

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   * @param chirality which way signals turn
   */
  public record Config(int width, int heads, Chirality chirality) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }

    /** Turning left, as the reference by default. */
    public Config(int width, int heads) {
      this(width, heads, Chirality.LEFT);
    }
  }

  private final Config config;
  private final GridGateLayer sourceRight;
  private final GridGateLayer sourceDown;
  private final GridTransition straightRight;
  private final GridTransition straightDown;
  private final GridTransition turning;
  private final GridGateLayer markLeft;
  private final GridGateLayer markUp;

  /** Declares the parameters. */
  public DiffusingPLstm2d(Config config) {
    super(config.width(), config.heads());
    this.config = config;
    long gates = (long) CORNERS * config.heads();
    long d = config.width();
    sourceRight = addChildBlock("source_r", new GridGateLayer(gates, 4));
    sourceDown = addChildBlock("source_d", new GridGateLayer(gates, 4));
    straightRight = addChildBlock("transition_r", new GridTransition(gates, d));
    straightDown = addChildBlock("transition_d", new GridTransition(gates, d));
    turning = addChildBlock("transition_rd", new GridTransition(gates, d));
    markLeft = addChildBlock("mark_l", new GridGateLayer(gates, 4));
    markUp = addChildBlock("mark_u", new GridGateLayer(gates, 4));
  }

  @Override
  NDList gates(ParameterStore store, NDArray c, boolean training) {
    NDArray turn = turning.apply(store, c, training);
    NDArray never = c.getManager().zeros(turn.getShape(), turn.getDataType());
    boolean left = config.chirality() == Chirality.LEFT;
    return new NDList(
        sourceRight.apply(store, c, training),
        sourceDown.apply(store, c, training),
        straightRight.apply(store, c, training),
        left ? turn : never,
        straightDown.apply(store, c, training),
        left ? never : turn,
        markLeft.apply(store, c, training),
        markUp.apply(store, c, training));
  }
}
