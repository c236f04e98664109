package org.scanline.audio.separation.published;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;

/**
 * Sound at the nets' rate through windows, for one net or the weighted mean of several passes.
 *
 * <p>Memory: the input that windows to come may want, and for each pass the stretch that is not
 * final. A window's numbers do not depend on what runs beside it, and windows are joined in the
 * order of the sound, so neither the cuts nor the number of threads change a bit.
 */
final class WindowedStream implements SeparationStream {

  /**
   * One run of a net over the sound.
   *
   * @param runner of the net
   * @param plan its windows
   * @param shares of the result, for each stem; all passes' add up to 1
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Pass(NetRunner runner, WindowPlan plan, float[] shares) {}

  /** A window that is being computed. */
  private record Task(WindowPlan plan, Window window, CompletableFuture<float[][][]> stems) {}

  private final List<Pass> passes;
  private final List<String> names;
  private final int sampleRate;
  private final History sound;
  private final Executor workers;
  private final int threads;
  private final Runnable onClose;
  private final Deque<Task> running = new ArrayDeque<>();
  private long returned;
  private boolean ended;

  /**
   * Begins a stream.
   *
   * @param passes at least one; all nets have the same stems, rate and channels
   * @param workers compute windows
   * @param threads most windows at once; so many less one may be under way when push returns
   * @param onClose run at the end, when no window is under way any more
   */
  WindowedStream(List<Pass> passes, Executor workers, int threads, Runnable onClose) {
    this.passes = List.copyOf(passes);
    WindowNet net = passes.get(0).runner().net();
    names = net.stems();
    sampleRate = net.sampleRate();
    sound = new History(net.channels());
    this.workers = workers;
    this.threads = threads;
    this.onClose = onClose;
  }

  @Override
  public Stems push(AudioBuffer piece) {
    requireOpen();
    piece.demand(sampleRate, sound.channels());
    ended = true; // should the arithmetic fail half way, nothing may be pushed after it
    sound.append(piece);
    begin(threads - 1);
    long wanted = Long.MAX_VALUE;
    long settled = sound.received();
    for (Pass pass : passes) {
      wanted = Math.min(wanted, pass.plan().wanted(sound));
      settled = Math.min(settled, pass.plan().settled());
    }
    sound.forgetBefore(wanted);
    ended = false;
    return taken(settled);
  }

  @Override
  public Stems finish() {
    requireOpen();
    ended = true;
    sound.end();
    begin(0);
    return taken(sound.received());
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("the stream has ended");
    }
  }

  /** Begins every window that is known, and ends all but so many. */
  private void begin(int stillRunning) {
    for (Pass pass : passes) {
      for (Window next = pass.plan().next(sound); next != null; next = pass.plan().next(sound)) {
        Window window = next;
        running.add(
            new Task(
                pass.plan(),
                window,
                CompletableFuture.supplyAsync(
                    () -> pass.runner().separate(window.sound()), workers)));
        settle(threads - 1);
      }
    }
    settle(stillRunning);
  }

  private void settle(int stillRunning) {
    while (running.size() > stillRunning) {
      Task task = running.remove();
      try {
        task.plan().join(task.window(), task.stems().join());
      } catch (CompletionException e) {
        if (e.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw e;
      }
    }
  }

  /** What all passes have settled. */
  private Stems taken(long settled) {
    float[][][] mean = passes.get(0).plan().take(returned, settled);
    scale(mean, passes.get(0).shares());
    for (Pass pass : passes.subList(1, passes.size())) {
      add(mean, pass.plan().take(returned, settled), pass.shares());
    }
    returned = settled;
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    for (int s = 0; s < mean.length; s++) {
      stems.put(names.get(s), AudioBuffer.of(sampleRate, mean[s]));
    }
    return Stems.of(stems);
  }

  private static void scale(float[][][] stems, float[] shares) {
    for (int s = 0; s < stems.length; s++) {
      for (float[] channel : stems[s]) {
        for (int i = 0; i < channel.length && shares[s] != 1; i++) {
          channel[i] *= shares[s];
        }
      }
    }
  }

  private static void add(float[][][] sums, float[][][] stems, float[] shares) {
    for (int s = 0; s < sums.length; s++) {
      for (int c = 0; c < sums[s].length; c++) {
        float[] to = sums[s][c];
        float[] from = stems[s][c];
        for (int i = 0; i < to.length && shares[s] != 0; i++) {
          to[i] += shares[s] * from[i];
        }
      }
    }
  }

  /** Samples of input and output that are held now. */
  long held() {
    return sound.held()
        + passes.stream().mapToLong(pass -> pass.plan().held()).sum() * sound.channels();
  }

  /** Windows that are still under way when push returns count too. */
  @Override
  public long lookahead() {
    long most = 0;
    for (Pass pass : passes) {
      WindowPlan plan = pass.plan();
      most = Math.max(most, plan.lookahead() + (threads - 1) * plan.stride());
    }
    return most;
  }

  @Override
  public void close() {
    ended = true;
    for (Task task : running) {
      task.stems().handle((stems, problem) -> true).join(); // it reads the net's weights
    }
    running.clear();
    onClose.run();
  }
}
