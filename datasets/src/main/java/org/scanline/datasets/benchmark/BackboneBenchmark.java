package org.scanline.datasets.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.scanline.backbones.hybrid.MixerKind;

/**
 * Times the recurrences and their peers, one after the other, on this machine.
 *
 * <p>The engine must have been told its number of threads before its first use. For figures that
 * mean something nothing else may run.
 */
public final class BackboneBenchmark {
  private static final double WARM_UP = 0.4; // share of the time of a figure

  /** Lengths at which softmax attention may still be faster. */
  private static final List<Long> SHORT = List.of(16L, 32L, 64L, 128L, 256L, 512L);

  private static final double SHORT_TIME = 0.2; // share of the time of a figure

  private final BenchmarkSettings settings;
  private final Consumer<String> progress;

  /**
   * Prepares a run.
   *
   * @param progress is told what is being timed
   */
  public BackboneBenchmark(BenchmarkSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /** Times everything; takes minutes. */
  public BenchmarkReport run() {
    Stopwatch stopwatch = new Stopwatch(settings.seconds());
    Stopwatch brief = new Stopwatch(SHORT_TIME * settings.seconds());
    progress.accept("matrix product");
    double peak = MatrixPeak.gigaflops(stopwatch);
    List<Measurement> measurements = new ArrayList<>();
    List<Measurement> crossing = new ArrayList<>();
    for (BenchmarkKernel kernel : settings.kernels()) {
      for (BenchmarkForm form : kernel.forms()) {
        warmUp(kernel, form);
        for (long length : settings.lengths()) {
          if (!form.peer() || length <= settings.longestPeer()) {
            progress.accept(name(kernel, form) + ", " + BenchmarkText.length(length) + " tokens");
            measurements.add(measure(kernel, form, length, stopwatch));
          }
        }
        if (form != BenchmarkForm.CHUNKED) {
          progress.accept(name(kernel, form) + ", short sequences");
          SHORT.forEach(length -> crossing.add(measure(kernel, form, length, brief)));
        }
      }
    }
    List<MixerSpeed> mixers = mixers(stopwatch);
    progress.accept("matrix product once more");
    peak = Math.max(peak, MatrixPeak.gigaflops(stopwatch));
    return new BenchmarkReport(Machine.here(), settings, peak, measurements, crossing, mixers);
  }

  private List<MixerSpeed> mixers(Stopwatch stopwatch) {
    List<MixerSpeed> speeds = new ArrayList<>();
    if (settings.mixers()) {
      MixerTiming timing = new MixerTiming(settings, stopwatch);
      for (MixerKind kind : MixerKind.values()) {
        if (kind.fixedState()) { // of the others the speed depends on the length
          progress.accept("mixer " + kind.title());
          speeds.add(timing.measure(kind));
        }
      }
    }
    return speeds;
  }

  private static String name(BenchmarkKernel kernel, BenchmarkForm form) {
    return kernel.label() + ", " + form.label();
  }

  /** Lets the virtual machine compile what will be timed. */
  private void warmUp(BenchmarkKernel kernel, BenchmarkForm form) {
    try (Workload workload = kernel.prepare(form, settings.sizes(), 1 << 10, settings.threads())) {
      new Stopwatch(WARM_UP * settings.seconds()).best(workload::run, 1);
    }
  }

  private Measurement measure(
      BenchmarkKernel kernel, BenchmarkForm form, long length, Stopwatch stopwatch) {
    ResidentMemory memory = ResidentMemory.start();
    int piece = BenchmarkSettings.piece(length);
    try (Workload workload = kernel.prepare(form, settings.sizes(), piece, settings.threads())) {
      double seconds = stopwatch.best(workload::run, length / piece);
      double operations = length * kernel.operations(settings.sizes(), length);
      return new Measurement(kernel, form, length, seconds, operations, memory.peak());
    }
  }
}
