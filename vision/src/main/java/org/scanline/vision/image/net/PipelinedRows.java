package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.stream.CarriedState;

/**
 * Two stages one after the other on two threads: while the second works on some rows, the first
 * reads the next ones. Rows come out one call later, with the same bits for one thread and for two.
 *
 * <p>The second stage must not change the number of channels and columns. Its thread is one of the
 * common pool.
 */
final class PipelinedRows implements RowStage {
  private final NDManager carrier;
  private final RowStage first;
  private final RowStage second;
  private final boolean threads;
  private @Nullable CompletableFuture<NDArray> pending;

  /**
   * Starts above an image.
   *
   * @param threads whether to use a second thread
   */
  PipelinedRows(NDManager carrier, RowStage first, RowStage second, boolean threads) {
    this.carrier = carrier;
    this.first = first;
    this.second = second;
    this.threads = threads;
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray between = first.rows(x, last);
    NDArray done = finished(between);
    if (last) {
      return Rows.join(done, second.rows(between, true));
    }
    NDArray handed = Rows.kept(carrier, between);
    pending =
        threads
            ? CompletableFuture.supplyAsync(() -> advanced(handed))
            : CompletableFuture.completedFuture(advanced(handed));
    return done;
  }

  /** What the second stage has made of the rows before; belongs where x does. */
  private NDArray finished(NDArray x) {
    CompletableFuture<NDArray> before = pending;
    pending = null;
    if (before == null) {
      return Rows.slice(x, 0, 0);
    }
    NDArray done = joined(before);
    done.attach(x.getManager());
    NDScope.register(done);
    return done;
  }

  /** Some rows through the second stage, on whatever thread; the carrier owns the result. */
  private NDArray advanced(NDArray handed) {
    try (NDManager own = carrier.newSubManager(); // what no scope knows would stay on the carrier
        NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      handed.attach(own);
      NDArray made = second.rows(handed, false);
      NDArray result = made == handed ? made.duplicate() : made;
      NDScope.unregister(result);
      result.attach(carrier);
      return result;
    }
  }

  private static NDArray joined(CompletableFuture<NDArray> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    CompletableFuture<NDArray> before = pending;
    NDArray done = before == null ? null : joined(before); // both stages rest now
    first.carry(state);
    second.carry(state);
    NDArray carried = Rows.carried(state, carrier, done);
    pending = carried == null ? null : CompletableFuture.completedFuture(carried);
  }

  @Override
  public int lookahead() {
    return first.lookahead() + second.lookahead();
  }

  @Override
  public int delay() {
    return first.delay() + second.delay() + 1;
  }

  @Override
  public void close() {
    CompletableFuture<NDArray> before = pending;
    pending = null;
    if (before != null) {
      before
          .handle(
              (done, failure) -> {
                if (done != null) {
                  done.close();
                }
                return null;
              })
          .join();
    }
    first.close();
    second.close();
  }
}
