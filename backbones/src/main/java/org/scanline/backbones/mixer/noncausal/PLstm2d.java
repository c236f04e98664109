package org.scanline.backbones.mixer.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import org.scanline.backbones.layer.Constants;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Scalars;

/**
 * pLSTM's mixer for images (B,X,Y,D) in its P mode (Pöppel et al., 2025): what arrives at a pixel
 * is shared out between both axes, so that signals run far in a direction which each head chooses.
 *
 * <p>Parameter names as of ml-jku/plstm's pLSTM2DLayer with its defaults: orientation_bias,
 * orientation_weight, source, transition, mark, and those of {@link GridMixer}. Its program turns
 * the grid over along the second axis from orientation 4 on only, which never comes; here the four
 * orientations are those of the paper.
 */
public final class PLstm2d extends GridMixer {
  private static final double ORIENTATION = 0.5;
  private static final float SPREAD = 2;

  /**
   * Sizes.
   *
   * @param width D
   * @param heads H; must divide D
   */
  public record Config(int width, int heads) {
    /** Checks that the sizes fit together. */
    public Config {
      Heads.demand(width, heads);
    }
  }

  private final Config config;
  private final Parameter orientationBias;
  private final Parameter orientationWeight;
  private final GridGateLayer source;
  private final GridTransition transition;
  private final GridGateLayer mark;

  /** Declares the parameters. */
  public PLstm2d(Config config) {
    super(config.width(), config.heads());
    this.config = config;
    long gates = (long) CORNERS * config.heads();
    orientationBias = parameter("orientation_bias", spread(), CORNERS, config.heads());
    orientationWeight =
        parameter("orientation_weight", constant(0), CORNERS, config.heads(), config.width());
    source = addChildBlock("source", new GridGateLayer(gates, 4));
    transition = addChildBlock("transition", new GridTransition(gates, config.width()));
    mark = addChildBlock("mark", new GridGateLayer(gates, 4));
  }

  /** From -2 to 2 over the heads. */
  private static Initializer spread() {
    return (manager, shape, type) -> {
      int heads = (int) shape.get(1);
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = heads == 1 ? -SPREAD : SPREAD * (2f * (i % heads) / (heads - 1) - 1);
      }
      return Constants.of(manager, values, shape, type);
    };
  }

  @Override
  NDList gates(ParameterStore store, NDArray c, boolean training) {
    long gates = (long) CORNERS * config.heads();
    NDArray w = local(c, value(store, orientationWeight, c.getDevice(), training));
    NDArray b = local(c, value(store, orientationBias, c.getDevice(), training));
    NDArray turn = c.matMul(w.reshape(gates, config.width()).transpose()); // (B,T,4 H)
    NDArray orientation =
        Activation.sigmoid(Scalars.times(turn, ORIENTATION / config.width()).add(b.reshape(gates)));
    NDArray right = orientation.mul(source.apply(store, c, training));
    NDArray through = orientation.mul(transition.apply(store, c, training));
    NDArray rest = through.neg().add(1);
    NDArray read = mark.apply(store, c, training);
    return new NDList(right, right.neg().add(1), through, through, rest, rest, read, read);
  }
}
