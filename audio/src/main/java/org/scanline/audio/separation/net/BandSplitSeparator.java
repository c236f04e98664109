package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDManager;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;

/** A loaded band-split model. Immutable and thread-safe. */
final class BandSplitSeparator implements Separator {
  private final ModelCard card;
  private final BandSplitNet net;
  private final NDManager manager;
  private final int threads;
  private final @Nullable ExecutorService pool;

  BandSplitSeparator(ModelCard card, BandSplitNet net, NDManager manager, int threads) {
    this.card = card;
    this.net = net;
    this.manager = manager;
    this.threads = threads;
    pool = threads > 1 ? Executors.newFixedThreadPool(threads - 1, this::worker) : null;
  }

  @Override
  public ModelCard card() {
    return card;
  }

  @Override
  public SeparationStream stream(int sampleRate, int channels) {
    Executor workers = pool == null ? Runnable::run : pool;
    StereoSeparation core = new StereoSeparation(net, manager.newSubManager(), workers, threads);
    try {
      return new FormatAdapter(core, net.config().format(), sampleRate, channels);
    } catch (IllegalArgumentException e) {
      core.close();
      throw e;
    }
  }

  private Thread worker(Runnable task) {
    Thread thread = new Thread(task, "scanline-" + card.name());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
    manager.close();
  }
}
