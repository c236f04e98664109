package org.scanline.backbones.mixer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.stream.Streaming;

/**
 * A mixer fed piece by piece: pieces and results are (B,T,D), T may be 0.
 *
 * <p>Matrix products round differently for other numbers of rows. So steps are gathered into blocks
 * that end at multiples of the block length, counted from the start of the stream, and the result
 * has the same bits however the input is cut. Results belong to the manager of the piece, the last
 * one to the manager given. The mixer may be shared; the stream is for one thread at a time.
 */
public final class MixerStream implements Streaming<NDArray, NDArray> {
  private final Mixer mixer;
  private final NDManager parent;
  private final NDManager manager;
  private final int block;
  private final long batch;
  private NDArray waiting; // (B,less than block,D)
  private NDList state;
  private boolean finished;
  private boolean closed;

  /**
   * Starts a stream at zero state.
   *
   * @param mixer an initialized mixer
   * @param manager owner of the carried state and of what {@link #finish} returns
   * @param batch B
   * @param block steps computed together; 1 returns every step at once, 64 is faster
   */
  public MixerStream(Mixer mixer, NDManager manager, long batch, int block) {
    if (block < 1 || batch < 1) {
      throw new IllegalArgumentException("block=" + block + ", batch=" + batch);
    }
    this.mixer = mixer;
    this.parent = manager;
    this.manager = manager.newSubManager();
    this.block = block;
    this.batch = batch;
    this.state = mixer.initialState(this.manager, batch);
    this.state.forEach(NDScope::unregister);
    this.waiting = empty(this.manager);
  }

  /**
   * Goes on where another stream was; the arrays are copied.
   *
   * @param mixer an initialized mixer
   * @param manager owner of the carried state and of what {@link #finish} returns
   * @param waiting (B,less than block,D), the steps not yet mixed, as {@link #snapshot} gave them
   * @param state the carried arrays
   * @param block as in the stream before, or the bits change
   */
  public MixerStream(Mixer mixer, NDManager manager, NDArray waiting, NDList state, int block) {
    this(mixer, manager, waiting.getShape().get(0), block);
    if (waiting.getShape().get(1) >= block) {
      throw new IllegalArgumentException(
          waiting.getShape() + " waiting steps must be fewer than block=" + block);
    }
    this.waiting.close();
    this.waiting = copy(waiting, this.manager);
    this.state.close();
    this.state = new NDList();
    state.forEach(array -> this.state.add(copy(array, this.manager)));
  }

  /** Copies of the steps that wait for their block to be full, then of the carried arrays. */
  public NDList snapshot(NDManager owner) {
    demandOpen();
    NDList copies = new NDList(copy(waiting, owner));
    state.forEach(array -> copies.add(copy(array, owner)));
    return copies;
  }

  private static NDArray copy(NDArray array, NDManager owner) {
    return kept(array.duplicate(), owner);
  }

  /** Makes an array live as long as its owner, whatever scope of the caller it was made in. */
  private static NDArray kept(NDArray array, NDManager owner) {
    array.attach(owner);
    NDScope.unregister(array);
    return array;
  }

  @Override
  public NDArray push(NDArray piece) {
    demandOpen();
    Shape shape = piece.getShape();
    if (shape.dimension() != 3 || shape.get(0) != batch || shape.get(2) != mixer.width()) {
      throw new IllegalArgumentException(
          "piece must be (" + batch + ",T," + mixer.width() + "), is " + shape);
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray all = waiting.concat(piece, 1);
      all.attach(scope);
      long ready = all.getShape().get(1) / block * block;
      NDArray result = mix(scope, all, ready);
      result.attach(piece.getManager());
      NDArray rest = copy(all.get(new NDIndex(":, {}:", ready)), manager);
      waiting.close();
      waiting = rest;
      return result;
    }
  }

  @Override
  public NDArray finish() {
    demandOpen();
    finished = true;
    try (NDManager scope = manager.newSubManager()) {
      NDArray all = waiting.duplicate();
      all.attach(scope);
      NDArray result = mix(scope, all, all.getShape().get(1));
      result.attach(parent);
      return result;
    }
  }

  /** Mixes the first steps of (B,T,D), block by block. */
  private NDArray mix(NDManager scope, NDArray all, long steps) {
    ParameterStore store = new ParameterStore(scope, false);
    NDList results = new NDList();
    for (long from = 0; from < steps; from += block) {
      long to = Math.min(steps, from + block);
      NDArray x = all.get(new NDIndex(":, {}:{}", from, to)).duplicate(); // aligned alike
      state.attach(scope);
      NDList next = mixer.mix(store, x, state, ScanForm.fused(), false);
      results.add(next.get(0));
      state = new NDList();
      for (NDArray array : next.subNDList(1)) {
        state.add(copy(array, manager));
      }
    }
    return results.isEmpty() ? empty(scope) : NDArrays.concat(results, 1);
  }

  private NDArray empty(NDManager owner) {
    return owner.zeros(new Shape(batch, 0, mixer.width()), DataType.FLOAT32);
  }

  private void demandOpen() {
    if (finished || closed) {
      throw new IllegalStateException("the stream has " + (closed ? "been closed" : "ended"));
    }
  }

  @Override
  public long lookahead() {
    return block - 1;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      manager.close();
    }
  }
}
