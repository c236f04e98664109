package org.scanline.backbones.store;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer's bytes as they come, with a limit on how long none may come: the client's own limits
 * end at the headers.
 */
final class BodyQueue implements BodySubscriber<BodyQueue>, AutoCloseable {
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private volatile Flow.@Nullable Subscription subscription;

  /** Bytes, or an error, or neither at the end. */
  private record Signal(List<ByteBuffer> bytes, @Nullable Throwable error, boolean last) {}

  @Override
  public CompletionStage<BodyQueue> getBody() {
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> bytes) {
    signals.add(new Signal(bytes, null, false));
  }

  @Override
  public void onError(Throwable error) {
    signals.add(new Signal(List.of(), error, true));
  }

  @Override
  public void onComplete() {
    signals.add(new Signal(List.of(), null, true));
  }

  /**
   * The next bytes; null at the end.
   *
   * @throws IOException when the connection breaks, or nothing comes for so long
   */
  @Nullable List<ByteBuffer> next(Duration silence) throws IOException {
    Signal signal;
    try {
      signal = signals.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
    if (signal == null) {
      throw new HttpTimeoutException("nothing came for " + silence.toSeconds() + " s");
    }
    if (signal.error() != null) {
      throw new IOException(signal.error().getMessage(), signal.error());
    }
    Flow.Subscription current = subscription;
    if (!signal.last() && current != null) {
      current.request(1);
    }
    return signal.last() ? null : signal.bytes();
  }

  /** Wants no more. */
  @Override
  public void close() {
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }
}
