package org.scanline.datasets.tasks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;
import org.scanline.datasets.training.AdamW;
import org.scanline.datasets.training.Checkpoint;

/**
 * Trains a backbone on a task: AdamW, warm-up and cosine, clipping; then tests it at other lengths.
 * Routers learn to use all memories from a hundredth of their balance loss, as in MoM.
 *
 * <p>A run lives in a folder, see {@link RunFolder}. Started again on the same folder, it goes on
 * exactly where its last checkpoint was. One thread at a time, and one run at a time in a process.
 */
public final class TaskTrainer {
  /** Steps in a chunk of the training form. */
  static final int CHUNK = 32;

  private static final int REPORT_EVERY = 50;
  private static final int SAVE_EVERY = 500;
  private static final long EXAMPLES = 0xD1B54A32D192ED03L;
  private final SequenceTask task;
  private final TaskSettings settings;
  private final RunFolder folder;
  private final BooleanSupplier stop;
  private final Consumer<String> report;

  /**
   * Prepares a run; nothing is read or written yet.
   *
   * @param run the run's folder
   * @param stop asked after each step; the run is saved and ends when it says so
   * @param report takes lines for a person
   */
  public TaskTrainer(
      SequenceTask task,
      TaskSettings settings,
      Path run,
      BooleanSupplier stop,
      Consumer<String> report) {
    this.task = task;
    this.settings = settings;
    this.folder = new RunFolder(run, settings);
    this.stop = stop;
    this.report = report;
  }

  /**
   * Trains and tests; writes the scores into the folder.
   *
   * @param resume whether to go on with a run that is there already
   * @param testLengths lengths of the tests
   * @return the scores, none when the run was stopped
   * @throws IllegalArgumentException when sizes or lengths make no sense; nothing is written then
   * @throws IOException when the folder cannot be written, holds a run and is not to be resumed, or
   *     holds a run with other settings
   */
  public List<TaskScore> run(boolean resume, List<Integer> testLengths) throws IOException {
    SequenceNet net =
        new SequenceNet(
            settings.backbone(), task.vocabulary(), task.features(), task.classes(), false);
    long count = Parameters.named(net).values().stream().mapToLong(p -> p.getShape().size()).sum();
    settings.demandRoom(count, net.backbone().stateBytes(1));
    TaskSettings.demandTestLengths(testLengths);
    task.test(settings.seed(), 0, 1, settings.length());
    testLengths.forEach(length -> task.test(settings.seed(), 0, 1, length));
    folder.open(resume);
    try (NDManager root = NDManager.newBaseManager()) {
      root.getEngine().setRandomSeed(Math.toIntExact(settings.seed() & Integer.MAX_VALUE));
      net.initialize(root, DataType.FLOAT32, new Shape(1, 1, 1));
      Map<String, NDArray> weights = new LinkedHashMap<>();
      Parameters.named(net).forEach((name, p) -> weights.put(name, p.getArray()));
      AdamW optimiser = new AdamW(weights, 0, root);
      Checkpoint checkpoint = new Checkpoint(weights, optimiser);
      int start = Files.exists(folder.checkpoint()) ? checkpoint.load(folder.checkpoint()) : 0;
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
      report.accept(
          String.format(
              Locale.ROOT,
              "seed %d, %s, %,d parameters, state of %,d bytes, steps %d to %d",
              settings.seed(),
              settings.backbone().mixers(),
              count,
              net.backbone().stateBytes(1),
              start,
              settings.schedule().steps()));
      int end = new Run(root, net, optimiser, checkpoint).train(start);
      if (end < settings.schedule().steps()) {
        return List.of();
      }
      weights.values().forEach(weight -> weight.setRequiresGradient(false));
      return test(root, net, count, testLengths);
    }
  }

  private List<TaskScore> test(
      NDManager root, SequenceNet net, long parameters, List<Integer> lengths) throws IOException {
    double begun = TaskLog.processSeconds();
    TaskTest test = new TaskTest(task, net, 1);
    List<TaskScore> scores = new ArrayList<>();
    for (int length : lengths) {
      if (stop.getAsBoolean()) {
        return List.of();
      }
      TaskScore score = test.score(root, settings.seed(), length);
      scores.add(score);
      report.accept("length %d: accuracy %.4f".formatted(length, score.accuracy()));
    }
    double spent = TaskLog.processSeconds() - begun;
    folder.writeResult(parameters, net.backbone().stateBytes(1), spent, scores);
    return scores;
  }

  /** A run that is under way. */
  private final class Run {
    private final NDManager root;
    private final SequenceNet net;
    private final AdamW optimiser;
    private final Checkpoint checkpoint;

    Run(NDManager root, SequenceNet net, AdamW optimiser, Checkpoint checkpoint) {
      this.root = root;
      this.net = net;
      this.optimiser = optimiser;
      this.checkpoint = checkpoint;
    }

    /** Trains until the last step, or until it is told to stop; returns the steps made. */
    int train(int start) throws IOException {
      int step = start;
      try (TaskLog log = folder.log(start)) {
        while (step < settings.schedule().steps() && !stop.getAsBoolean()) {
          step(step, log);
          step++;
          if (step % REPORT_EVERY == 0) {
            report.accept(log.flush(step, settings.schedule().at(step - 1)));
          }
          if (step % SAVE_EVERY == 0) {
            checkpoint.save(folder.checkpoint(), step);
          }
        }
        if (log.waits()) {
          log.flush(step, settings.schedule().at(step - 1));
        }
      }
      checkpoint.save(folder.checkpoint(), step);
      return step;
    }

    private void step(int step, TaskLog log) {
      SplittableRandom random = new SplittableRandom(settings.seed() ^ (step + 1L) * EXAMPLES);
      TaskBatch batch = task.training(random, settings.batch(), settings.length());
      Asked asked = Asked.of(batch.targets());
      try (NDManager manager = root.newSubManager()) {
        NDArray inputs =
            SequenceNet.array(
                manager, batch.inputs(), batch.rows(), batch.steps(), batch.features());
        NDArray steps = SequenceNet.array(manager, asked.steps(), asked.steps().length);
        NDArray classes = SequenceNet.array(manager, asked.classes(), asked.steps().length, 1);
        ParameterStore store = new ParameterStore(manager, false);
        NDList state = net.backbone().initialState(manager, batch.rows());
        NDArray loss;
        NDArray logits;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NDArray embedded = net.embed(store, inputs, true);
          Backbone.Trained trained =
              net.backbone().train(store, embedded, state, ScanForm.chunked(CHUNK));
          logits = net.logits(store, trained.outputs().get(0), steps, true);
          loss = logits.logSoftmax(1).gather(classes, 1).mean().neg();
          collector.backward(SequenceNet.withBalance(loss, trained));
        }
        double norm = optimiser.step(step, settings.schedule().at(step), manager);
        NDArray right = logits.argMax(1).eq(classes.squeeze(1));
        log.add(loss.getFloat(), (double) right.countNonzero().getLong() / right.size(), norm);
      }
    }
  }
}
