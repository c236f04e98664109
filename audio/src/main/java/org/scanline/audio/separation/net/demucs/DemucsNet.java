package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.scanline.audio.separation.published.WindowNet;
import org.scanline.backbones.layer.Scoped;

/**
 * A net of the Demucs family with its weights.
 *
 * <p>The pieces of a batch are separated one after the other, so that memory does not grow with the
 * batch. Where the engine has one thread ({@code ai.djl.pytorch.num_threads=1}, as the program sets
 * it), the hybrid nets keep two processors busy by themselves, see {@link SideBySide}: a caller
 * that gives them one window at a time needs the least memory. Their bytes do not depend on the
 * number of processors, but the engine's own threads do change the last bits of pointwise
 * convolutions.
 *
 * @param stems in the net's order
 * @param forward separates one piece (1,C,T)
 * @param valid frames that the net wants for a stretch of so many
 * @param weights closes the weights
 */
record DemucsNet(
    int sampleRate,
    int channels,
    List<String> stems,
    UnaryOperator<NDArray> forward,
    LongUnaryOperator valid,
    NDManager weights)
    implements WindowNet {

  @Override
  public NDArray separate(NDArray x) {
    if (x.getShape().dimension() != 3 || x.getShape().get(1) != channels) {
      throw new IllegalArgumentException(
          "sound must have the shape (B,%d,T), not %s".formatted(channels, x.getShape()));
    }
    long pieces = x.getShape().get(0);
    if (pieces == 1) {
      return forward.apply(x);
    }
    return Scoped.of(
        () -> {
          NDList stems = new NDList();
          for (NDArray piece : x.split(pieces)) {
            stems.add(forward.apply(piece));
          }
          return NDArrays.concat(stems, 0);
        });
  }

  @Override
  public long validLength(long frames) {
    return valid.applyAsLong(frames);
  }

  /** The two branches of a hybrid net run side by side. */
  @Override
  public int threads() {
    return 2;
  }

  @Override
  public void close() {
    weights.close();
  }
}
