package org.scanline.datasets.images;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.datasets.training.AdamW;
import org.scanline.datasets.training.Checkpoint;
import org.scanline.datasets.training.WeightAverage;
import org.scanline.vision.image.net.ScanRestorer;

/**
 * Trains a {@link ScanRestorer} on pieces of photographs: mean absolute error and at the end
 * squared error, AdamW without decay, warm-up and cosine, averaged weights.
 *
 * <p>A run lives in a folder: {@code log.csv}, {@code checkpoint.safetensors} and {@code
 * weights.safetensors} (the averaged weights). Started again on the same folder, it goes on with
 * the same pieces and rates where its last checkpoint was; libtorch may round differently, as what
 * it has compiled by then differs. One thread at a time.
 */
public final class RestorationTrainer {
  private static final int REPORT_EVERY = 50;
  private static final int SAVE_EVERY = 500;

  private final RestorationSettings settings;
  private final BooleanSupplier stop;
  private final Consumer<String> report;

  /**
   * Prepares a run; nothing is read or written yet.
   *
   * @param stop asked after each step; the run is saved and ends when it says so
   * @param report takes lines for a person
   */
  public RestorationTrainer(
      RestorationSettings settings, BooleanSupplier stop, Consumer<String> report) {
    this.settings = settings;
    this.stop = stop;
    this.report = report;
  }

  /**
   * Trains until the schedule or the time is over or somebody stops it, then saves.
   *
   * @throws IOException when photographs cannot be read or the run folder cannot be written
   */
  public void run() throws IOException {
    ScanRestorer.Config config = settings.net();
    Photographs photographs =
        Photographs.read(settings.photographs(), config.scale(), settings.side() * config.scale());
    Validation validation = Validation.read(settings.validation(), config);
    Files.createDirectories(settings.run());
    try (NDManager root = NDManager.newBaseManager()) {
      root.getEngine().setRandomSeed(Math.toIntExact(settings.seed() & Integer.MAX_VALUE));
      ScanRestorer net = new ScanRestorer(config);
      net.initialize(root, DataType.FLOAT32, new Shape(1, 3, 8, 8));
      Map<String, NDArray> weights = new LinkedHashMap<>();
      Parameters.named(net).forEach((name, p) -> weights.put(name, p.getArray()));
      begin(weights);
      AdamW optimiser = new AdamW(weights, 0, root);
      WeightAverage average = new WeightAverage(weights, root);
      Checkpoint checkpoint = new Checkpoint(weights, optimiser, average);
      Path file = settings.run().resolve("checkpoint.safetensors");
      int start = Files.exists(file) ? checkpoint.load(file) : 0;
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
      report.accept(
          String.format(
              Locale.ROOT,
              "seed %d, %,d parameters, %d photographs, steps %d to %d",
              settings.seed(),
              weights.values().stream().mapToLong(NDArray::size).sum(),
              photographs.count(),
              start,
              settings.schedule().steps()));
      new Run(root, net, photographs, validation, optimiser, average, checkpoint).train(start);
    }
  }

  /** Takes over what fits of another run's weights. */
  private void begin(Map<String, NDArray> weights) throws IOException {
    if (settings.initial() == null) {
      return;
    }
    Safetensors.read(settings.initial())
        .forEach(
            (name, tensor) -> {
              NDArray weight = weights.get(name);
              if (weight != null && weight.getShape().equals(new Shape(tensor.shape()))) {
                weight.set(tensor.toFloatArray());
              }
            });
  }

  /** A run that is under way. */
  private final class Run {
    private final NDManager root;
    private final ScanRestorer net;
    private final Photographs photographs;
    private final Validation validation;
    private final AdamW optimiser;
    private final WeightAverage average;
    private final Checkpoint checkpoint;
    private final long begun = System.nanoTime();

    Run(
        NDManager root,
        ScanRestorer net,
        Photographs photographs,
        Validation validation,
        AdamW optimiser,
        WeightAverage average,
        Checkpoint checkpoint) {
      this.root = root;
      this.net = net;
      this.photographs = photographs;
      this.validation = validation;
      this.optimiser = optimiser;
      this.average = average;
      this.checkpoint = checkpoint;
    }

    private double minutes() {
      return (System.nanoTime() - begun) / 60e9;
    }

    void train(int start) throws IOException {
      int step = start;
      double sum = 0;
      try (BufferedWriter log = log()) {
        while (step < settings.schedule().steps()
            && minutes() < settings.minutes()
            && !stop.getAsBoolean()) {
          sum += step(step);
          step++;
          if (step % REPORT_EVERY == 0) {
            report.accept(
                String.format(
                    Locale.ROOT,
                    "step %d  %.1f min  error %.3f levels",
                    step,
                    minutes(),
                    sum / REPORT_EVERY));
            sum = 0;
          }
          if (step % settings.validateEvery() == 0) {
            validate(step, log);
          } else if (step % SAVE_EVERY == 0) {
            save(step);
          }
        }
        if (step % settings.validateEvery() != 0) {
          validate(step, log);
        }
      }
    }

    private BufferedWriter log() throws IOException {
      Path file = settings.run().resolve("log.csv");
      boolean fresh = !Files.exists(file);
      BufferedWriter log =
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      if (fresh) {
        log.write("step,minutes,rate,psnr\n");
      }
      return log;
    }

    private double step(int step) {
      SplittableRandom random =
          new SplittableRandom(settings.seed() ^ (step + 1L) * 0xD1B54A32D192ED03L);
      try (NDManager manager = root.newSubManager()) {
        RestorationBatch batch = RestorationBatch.draw(photographs, settings, random, manager);
        NDArray loss;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          ParameterStore store = new ParameterStore(manager, false);
          NDArray made = net.restore(store, batch.input(), batch.noise(), true);
          NDArray error = made.sub(batch.wanted());
          loss = error.abs().mean();
          boolean squared = step >= settings.squaredFrom();
          collector.backward(squared ? error.square().mean() : loss);
        }
        optimiser.step(step, settings.schedule().at(step), manager);
        average.update(step, manager);
        return 255 * loss.getFloat();
      }
    }

    private void validate(int step, BufferedWriter log) throws IOException {
      save(step);
      double psnr = validation.score(settings.run().resolve("weights.safetensors"));
      log.write(
          String.format(
              Locale.ROOT,
              "%d,%.2f,%.3g,%.3f%n",
              step,
              minutes(),
              settings.schedule().at(Math.max(0, step - 1)),
              psnr));
      log.flush();
      report.accept(
          String.format(Locale.ROOT, "step %d  %.1f min  PSNR %.3f dB", step, minutes(), psnr));
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
    }
  }
}
