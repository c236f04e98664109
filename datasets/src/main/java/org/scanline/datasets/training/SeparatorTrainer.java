package org.scanline.datasets.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.scanline.audio.separation.net.BandSplitConfig;
import org.scanline.audio.separation.net.BandSplitNet;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.Variables;

/**
 * Trains the band-split separator: AdamW, warm-up and cosine, clipping, averaged weights.
 *
 * <p>A run lives in a folder: {@code log.csv} (one line a report), {@code checkpoint.safetensors}
 * and {@code weights.safetensors} (the averaged weights). Started again on the same folder, it goes
 * on exactly where its last checkpoint was. One thread at a time.
 */
public final class SeparatorTrainer {
  private static final int REPORT_EVERY = 10;

  private final TrainingSettings settings;
  private final BandSplitConfig config;
  private final Report report;

  /** Receives what a run has to say. */
  @FunctionalInterface
  public interface Report {
    /** Takes one line. */
    void line(String text);
  }

  /** Prepares a run of the separator for music; nothing is read or written yet. */
  public SeparatorTrainer(TrainingSettings settings, Report report) {
    this(settings, BandSplitConfig.music(), report);
  }

  /** Prepares a run; nothing is read or written yet. */
  public SeparatorTrainer(TrainingSettings settings, BandSplitConfig config, Report report) {
    this.settings = settings;
    this.config = config;
    this.report = report;
  }

  /**
   * Trains until the schedule or the time is over, then saves.
   *
   * @throws IOException when songs cannot be read or the run folder cannot be written
   */
  public void run() throws IOException {
    run(settings.steps());
  }

  /**
   * Trains until {@code until} steps of the schedule are made or the time is over, then saves.
   *
   * @throws IOException as {@link #run()}
   */
  void run(int until) throws IOException {
    Files.createDirectories(settings.run());
    try (NDManager root = NDManager.newBaseManager();
        TrainingLog log = TrainingLog.open(settings.run().resolve("log.csv"), config.stems())) {
      Variables variables = Variables.creating(root, settings.seed());
      BandSplitNet net = new BandSplitNet(config, variables, root);
      Map<String, NDArray> weights = new LinkedHashMap<>(variables.demanded());
      AdamW optimiser = new AdamW(weights, root);
      WeightAverage average = new WeightAverage(weights, root);
      Checkpoint checkpoint = new Checkpoint(weights, optimiser, average);
      int start = resume(checkpoint);
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
      long count = weights.values().stream().mapToLong(NDArray::size).sum();
      report.line(
          "seed %d, %,d parameters, steps %d to %d"
              .formatted(settings.seed(), count, start, settings.steps()));
      new Run(net, weights, optimiser, average, checkpoint, log).train(root, start, until);
    }
  }

  private int resume(Checkpoint checkpoint) throws IOException {
    Path file = settings.run().resolve("checkpoint.safetensors");
    return Files.exists(file) ? checkpoint.load(file) : 0;
  }

  /** The parts of a run that is under way. */
  private final class Run {
    private final BandSplitNet net;
    private final Map<String, NDArray> weights;
    private final AdamW optimiser;
    private final WeightAverage average;
    private final Checkpoint checkpoint;
    private final TrainingLog log;

    Run(
        BandSplitNet net,
        Map<String, NDArray> weights,
        AdamW optimiser,
        WeightAverage average,
        Checkpoint checkpoint,
        TrainingLog log) {
      this.net = net;
      this.weights = weights;
      this.optimiser = optimiser;
      this.average = average;
      this.checkpoint = checkpoint;
      this.log = log;
    }

    void train(NDManager root, int start, int until) throws IOException {
      int length = SpectralBatch.samples(config, settings.frames());
      RemixSampler sampler =
          new RemixSampler(SongCache.of(settings.songs()), length, settings.seed());
      long begun = System.nanoTime();
      ExecutorService loader = Executors.newSingleThreadExecutor();
      try {
        Future<List<RemixSampler.Example>> next = loader.submit(() -> examples(sampler, start));
        int step = start;
        while (step < until && minutes(begun) < settings.minutes()) {
          List<RemixSampler.Example> examples = result(next);
          int following = step + 1;
          next = loader.submit(() -> examples(sampler, following));
          step(root, examples, step);
          step++;
          if (step % REPORT_EVERY == 0) {
            report.line(log.flush(step, settings.rate(step - 1), minutes(begun)));
          }
          if (step % settings.saveEvery() == 0) {
            save(step);
          }
          if (step % settings.validateEvery() == 0) {
            validate(step);
          }
        }
        save(step);
        if (step % settings.validateEvery() != 0) {
          validate(step);
        }
      } finally {
        loader.shutdownNow();
      }
    }

    private void step(NDManager root, List<RemixSampler.Example> examples, int step) {
      SplittableRandom random =
          new SplittableRandom(settings.seed() ^ (step * 0xD1B54A32D192ED03L));
      try (NDManager manager = root.newSubManager()) {
        SpectralBatch batch = SpectralBatch.of(examples, config, random, manager);
        SeparationLoss loss;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NDArray encoded = net.encode(batch.mixture(), batch.level());
          NDArray masks = net.masks(batch.choose(encoded));
          loss = SeparationLoss.of(BandSplitNet.separate(masks, batch.chosen()), batch);
          collector.backward(loss.total());
        }
        double norm = optimiser.step(step, settings.rate(step), manager);
        average.update(step, manager);
        log.add(loss, batch.weights(), norm);
      }
    }

    private void validate(int step) throws IOException {
      save(step);
      report.line(new Validation(settings, config).score(step));
    }

    private void save(int step) throws IOException {
      checkpoint.save(settings.run().resolve("checkpoint.safetensors"), step);
      Map<String, Tensor> averaged = new LinkedHashMap<>();
      average
          .values()
          .forEach(
              (name, array) ->
                  averaged.put(name, Tensor.of(array.toFloatArray(), array.getShape().getShape())));
      Map<String, String> notes =
          Map.of("step", Integer.toString(step), "seed", Long.toString(settings.seed()));
      Safetensors.write(settings.run().resolve("weights.safetensors"), averaged, notes);
      report.line("step %d saved, %d weights".formatted(step, weights.size()));
    }
  }

  private List<RemixSampler.Example> examples(RemixSampler sampler, int step) throws IOException {
    List<RemixSampler.Example> examples = new ArrayList<>();
    for (int b = 0; b < settings.batch(); b++) {
      examples.add(sampler.example((long) step * settings.batch() + b));
    }
    return examples;
  }

  private static double minutes(long since) {
    return (System.nanoTime() - since) / 60e9;
  }

  private static <T> T result(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new IOException(cause.getMessage(), cause);
      }
      throw new UncheckedIOException(new IOException(e.getCause()));
    }
  }
}
