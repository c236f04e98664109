package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.scan.ScanForm;

/**
 * A token mixer with linear cost and a state of fixed size: x (B,T,D) to y (B,T,D).
 *
 * <p>As a DJL block it takes x, optionally followed by the state, and gives y followed by the state
 * after the last step. It trains through the chunked scan and infers through the fused one (on an
 * accelerator always chunked). {@link MixerStream} feeds it piece by piece.
 */
public abstract class Mixer extends Layer {
  private static final int CHUNK = 64;
  private final long width;

  /** For subclasses; width is D. */
  protected Mixer(long width) {
    this.width = width;
  }

  /** Width D of input and output. */
  public final long width() {
    return width;
  }

  /** Shapes of the carried arrays. */
  protected abstract Shape[] stateShapes(long batch);

  /** The state before the first step: zeros. */
  public final NDList initialState(NDManager manager, long batch) {
    NDList state = new NDList();
    for (Shape shape : stateShapes(batch)) {
      state.add(manager.zeros(shape, DataType.FLOAT32));
    }
    return state;
  }

  /** Bytes of the carried arrays before the first step, in single precision. */
  public final long stateBytes(long batch) {
    return Float.BYTES * Arrays.stream(stateShapes(batch)).mapToLong(Shape::size).sum();
  }

  /**
   * Mixes some steps.
   *
   * @param x (B,T,D)
   * @param state as left by the call before, or {@link #initialState}
   * @param form which form of the scan
   * @return y (B,T,D), then the state after the last step
   */
  public abstract NDList mix(
      ParameterStore store, NDArray x, NDList state, ScanForm form, boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.get(0);
    NDList state =
        inputs.size() > 1 ? inputs.subNDList(1) : initialState(x.getManager(), x.getShape().get(0));
    boolean fused =
        !training
            && x.getDevice().getDeviceType().equals("cpu")
            && x.getDataType() == DataType.FLOAT32;
    return mix(store, x, state, fused ? ScanForm.fused() : ScanForm.chunked(CHUNK), training);
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape[] states = stateShapes(inputShapes[0].get(0));
    Shape[] all = new Shape[states.length + 1];
    all[0] = inputShapes[0];
    System.arraycopy(states, 0, all, 1, states.length);
    return all;
  }

  /** Splits channels into heads: (B,T,H*C) to (B,H,T,C). */
  protected static NDArray heads(NDArray x, long heads) {
    return Heads.split(x, heads);
  }

  /** Joins heads again: (B,H,T,C) to (B,T,H*C). */
  protected static NDArray merge(NDArray x) {
    return Heads.join(x);
  }
}
