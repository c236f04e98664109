package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ModelCard;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Separator;
import org.scanline.audio.separation.SoundLevel;
import org.scanline.audio.separation.WindowOptions;
import org.scanline.audio.separation.net.FormatAdapter;

/** A loaded published model. Immutable and thread-safe. */
final class PublishedSeparator implements Separator {
  /** Without another one every run draws the same shifts. */
  private static final long SEED = 0;

  /** Frames of all windows at once: a large net takes some 500 MB for a third of them. */
  private static final int MOST_FRAMES = 1 << 20;

  /** What all views on the same weights share. */
  private record Engine(NDManager manager, @Nullable ExecutorService pool, int threads) {}

  private final ModelCard card;
  private final Ensemble ensemble;
  private final Engine engine;
  private final long seed;

  private PublishedSeparator(ModelCard card, Ensemble ensemble, Engine engine, long seed) {
    this.card = card;
    this.ensemble = ensemble;
    this.engine = engine;
    this.seed = seed;
  }

  /**
   * A model.
   *
   * @param manager holds the weights; closed with the model
   * @param threads processors to use
   */
  static PublishedSeparator of(ModelCard card, Ensemble ensemble, NDManager manager, int threads) {
    int atOnce = manager.getDevice().isGpu() ? 1 : atOnce(ensemble, threads);
    ExecutorService pool =
        atOnce == 1
            ? null
            : Executors.newFixedThreadPool(
                atOnce,
                task -> {
                  Thread thread = new Thread(task, "scanline-" + card.name());
                  thread.setDaemon(true);
                  return thread;
                });
    return new PublishedSeparator(card, ensemble, new Engine(manager, pool, atOnce), SEED);
  }

  /** Windows at once: for as many processors as there are, but not for any amount of memory. */
  private static int atOnce(Ensemble ensemble, int threads) {
    if (Integer.getInteger("ai.djl.pytorch.num_threads", 0) != 1) {
      return 1; // the engine splits each operation over threads of its own
    }
    WindowNet net = ensemble.first().net();
    int frames = WindowSettings.frames(ensemble.first());
    return Math.max(1, Math.min(threads / net.threads(), MOST_FRAMES / frames));
  }

  @Override
  public ModelCard card() {
    return card;
  }

  @Override
  public boolean wantsLevel() {
    return ensemble.first().framing() instanceof Framing.Segments segments && segments.normalise();
  }

  @Override
  public Optional<WindowOptions> windows() {
    return Optional.ofNullable(WindowSettings.describe(ensemble.first(), seed));
  }

  @Override
  public Separator with(WindowOptions options) {
    if (options.equals(WindowOptions.NONE)) {
      return this;
    }
    List<Ensemble.Member> members = new ArrayList<>();
    for (Ensemble.Member member : ensemble.members()) {
      members.add(
          new Ensemble.Member(WindowSettings.apply(member.net(), options), member.weights()));
    }
    Long chosen = options.seed();
    return new PublishedSeparator(
        card, new Ensemble(members), engine, chosen == null ? seed : chosen);
  }

  @Override
  public Separator giving(Collection<String> stems) {
    return new PublishedSeparator(card, ensemble.giving(stems), engine, seed);
  }

  @Override
  public SeparationStream stream(int sampleRate, int channels) {
    return open(sampleRate, channels, null);
  }

  @Override
  public SeparationStream stream(int sampleRate, int channels, SoundLevel level) {
    return open(sampleRate, channels, level);
  }

  private SeparationStream open(int sampleRate, int channels, @Nullable SoundLevel level) {
    WindowNet net = ensemble.first().net();
    FormatAdapter.Format format =
        new FormatAdapter.Format(
            net.sampleRate(), net.channels(), net.stems(), ensemble.first().complete());
    SeparationStream core = core(level);
    try {
      return new FormatAdapter(core, format, sampleRate, channels);
    } catch (IllegalArgumentException e) {
      core.close();
      throw e;
    }
  }

  private SeparationStream core(@Nullable SoundLevel level) {
    NDManager manager = engine.manager().newSubManager();
    if (ensemble.first().net() instanceof CausalNet causal) {
      return causal.stream(manager);
    }
    SplittableRandom random = new SplittableRandom(seed);
    IntUnaryOperator offsets = most -> random.nextInt(most + 1);
    Executor workers = engine.pool() == null ? Runnable::run : engine.pool();
    SeparationStream windows =
        new WindowedStream(
            Passes.of(ensemble, manager, offsets), workers, engine.threads(), manager::close);
    WindowNet net = ensemble.first().net();
    return wantsLevel()
        ? new LevelledStream(windows, level, net.sampleRate(), net.channels())
        : windows;
  }

  @Override
  public void close() {
    ExecutorService pool = engine.pool();
    if (pool != null) {
      pool.shutdown();
    }
    ensemble.members().forEach(member -> member.net().net().close());
    engine.manager().close();
  }
}
