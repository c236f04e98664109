package org.scanline.backbones.hybrid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.scanline.backbones.mixer.MixerStream;
import org.scanline.backbones.stream.Streaming;

/**
 * A backbone fed piece by piece: pieces and results are (B,T,D), T may be 0, and the result has the
 * same bits however the input is cut.
 *
 * <p>Its state can be taken out at any time and gone on with later, in this process or another: the
 * results are those of the uninterrupted stream. For one thread at a time.
 */
public final class BackboneStream implements Streaming<NDArray, NDArray> {
  private final Backbone backbone;
  private final MixerStream stream;
  private final int block;

  BackboneStream(Backbone backbone, NDManager manager, long batch, int block) {
    this.backbone = backbone;
    this.block = block;
    stream = new MixerStream(backbone, manager, batch, block);
  }

  BackboneStream(Backbone backbone, NDManager manager, BackboneState state) {
    if (!backbone.config().equals(state.backbone().config())) {
      throw new IllegalArgumentException(
          "the state of %s cannot go on in %s"
              .formatted(state.backbone().config(), backbone.config()));
    }
    this.backbone = backbone;
    this.block = state.block();
    stream = new MixerStream(backbone, manager, state.waiting(), state.carried(), block);
  }

  /**
   * A copy of where the stream is.
   *
   * @param owner owner of the copy; closing the copy is enough too
   */
  public BackboneState state(NDManager owner) {
    NDManager manager = owner.newSubManager();
    NDList taken = stream.snapshot(manager);
    return new BackboneState(manager, backbone, block, taken.get(0), taken.subNDList(1));
  }

  @Override
  public NDArray push(NDArray piece) {
    return stream.push(piece);
  }

  @Override
  public NDArray finish() {
    return stream.finish();
  }

  @Override
  public long lookahead() {
    return stream.lookahead();
  }

  @Override
  public void close() {
    stream.close();
  }
}
