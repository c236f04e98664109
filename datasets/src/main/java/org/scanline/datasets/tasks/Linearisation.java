package org.scanline.datasets.tasks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.hybrid.AttentionTransfer;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.datasets.training.AdamW;
import org.scanline.datasets.training.RateSchedule;

/**
 * Makes a linear model of a softmax model that was trained on a task: conversion, attention
 * transfer ({@link AttentionTransfer}), fine-tuning through low-rank adapters; tested after each.
 *
 * <p>Reads the checkpoint of a run of {@link TaskTrainer}, writes linearised.json and
 * linearised.safetensors (the student with its adapters merged) into a folder. One thread at a
 * time, and one run at a time in a process.
 */
public final class Linearisation {
  private static final String SCORES = "linearised.json";
  private static final String WEIGHTS = "linearised.safetensors";
  private static final int REPORT_EVERY = 50;
  private static final double ADAPTER_SCALE = 2; // alpha = 2 rank
  private static final long EXAMPLES = 0xA0761D6478BD642FL; // not those of the teacher's training
  private final SequenceTask task;
  private final TaskSettings teacher;
  private final Path checkpoint;
  private final LinearisationSettings settings;
  private final BooleanSupplier stop;
  private final Consumer<String> report;

  /**
   * Prepares a run; nothing is read or written yet.
   *
   * @param teacher what the softmax model is made of
   * @param checkpoint the softmax model's checkpoint
   * @param stop asked after each step
   * @param report takes lines for a person
   */
  public Linearisation(
      SequenceTask task,
      TaskSettings teacher,
      Path checkpoint,
      LinearisationSettings settings,
      BooleanSupplier stop,
      Consumer<String> report) {
    this.task = task;
    this.teacher = teacher;
    this.checkpoint = checkpoint;
    this.settings = settings;
    this.stop = stop;
    this.report = report;
  }

  /**
   * Makes the student and tests it at the teacher's training length.
   *
   * @param out folder for the result and the student's weights
   * @return the scores, or null when it was told to stop
   * @throws FileAlreadyExistsException when the folder holds a linear model already
   * @throws IOException when the checkpoint cannot be read or the folder cannot be written
   */
  public @Nullable LinearisationResult run(Path out) throws IOException {
    if (Files.exists(out.resolve(SCORES)) || Files.exists(out.resolve(WEIGHTS))) {
      throw new FileAlreadyExistsException(out + " holds a linear model already");
    }
    Files.createDirectories(out);
    try (NDManager root = NDManager.newBaseManager()) {
      root.getEngine().setRandomSeed(Math.toIntExact(settings.seed() & Integer.MAX_VALUE));
      SequenceNet from = net(root, teacher.backbone());
      TrainedWeights.load(checkpoint, from);
      SequenceNet to = net(root, student());
      if (settings.tuningSteps() > 0 && projections(to).isEmpty()) {
        throw new IllegalArgumentException(
            settings.mixers() + " has no projections to adapt; choose 0 tuning steps");
      }
      copy(from, to);
      AttentionTransfer transfer =
          new AttentionTransfer(
              from.backbone(), to.backbone(), ScanForm.chunked(TaskTrainer.CHUNK), settings.loss());
      LinearisationResult result = new Run(root, from, to, transfer).all();
      if (result != null) {
        write(out, to, result);
      }
      return result;
    }
  }

  private Backbone.Config student() {
    Backbone.Config t = teacher.backbone();
    return new Backbone.Config(
        t.layers(), t.width(), t.heads(), settings.mixers(), t.feedForward(), t.norm());
  }

  private SequenceNet net(NDManager root, Backbone.Config config) {
    SequenceNet net =
        new SequenceNet(config, task.vocabulary(), task.features(), task.classes(), false);
    net.initialize(root, DataType.FLOAT32, new Shape(1, 1, 1));
    return net;
  }

  /** What lies outside the backbones; {@link AttentionTransfer} copies the rest. */
  private static void copy(SequenceNet from, SequenceNet to) {
    Map<String, Parameter> source = Parameters.named(from);
    Parameters.named(to)
        .forEach(
            (name, parameter) -> {
              Parameter found = source.get(name);
              if (found != null && !name.startsWith("backbone.")) {
                found.getArray().copyTo(parameter.getArray());
              }
            });
  }

  private static List<Projection> projections(SequenceNet net) {
    List<Projection> found = new ArrayList<>();
    for (int i = 0; i < net.backbone().config().layers(); i++) {
      for (Block child : net.backbone().mixer(i).getChildren().values()) {
        if (child instanceof Projection projection) {
          found.add(projection);
        }
      }
    }
    return found;
  }

  private void write(Path out, SequenceNet student, LinearisationResult result) throws IOException {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("task", teacher.task());
    json.put("teacherMixers", teacher.backbone().mixers().toString());
    json.put("mixers", settings.mixers().toString());
    json.put("length", teacher.length());
    json.put("loss", settings.loss().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("transferSteps", settings.transferSteps());
    json.put("tuningSteps", settings.tuningSteps());
    json.put("rank", settings.rank());
    json.put("seed", settings.seed());
    result.writeTo(json);
    RunFolder.write(out.resolve(SCORES), json);
    Safetensors.write(
        out.resolve(WEIGHTS),
        Parameters.save(student),
        Map.of("mixers", settings.mixers().toString(), "task", teacher.task()));
  }

  /** A run that is under way. */
  private final class Run {
    private final NDManager root;
    private final SequenceNet from;
    private final SequenceNet to;
    private final AttentionTransfer transfer;

    Run(NDManager root, SequenceNet from, SequenceNet to, AttentionTransfer transfer) {
      this.root = root;
      this.from = from;
      this.to = to;
      this.transfer = transfer;
    }

    @Nullable LinearisationResult all() {
      TaskScore before = score("softmax teacher", from);
      TaskScore converted = score("converted", to);
      double lossBefore = transferLoss();
      TaskScore transferred = null;
      if (!transfer.introduced().isEmpty() && settings.transferSteps() > 0) {
        train(
            "transfer", introduced(), settings.transferSteps(), settings.transferRate(), this::gap);
        transferred = score("after transfer", to);
      }
      double lossAfter = transferLoss();
      List<Projection> adapted = adapt();
      if (settings.tuningSteps() > 0) {
        train("tuning", adapters(), settings.tuningSteps(), settings.tuningRate(), this::taskLoss);
      }
      adapted.forEach(Projection::merge);
      TaskScore tuned = score("after fine-tuning", to);
      return stop.getAsBoolean()
          ? null
          : new LinearisationResult(before, converted, transferred, tuned, lossBefore, lossAfter);
    }

    private TaskScore score(String when, SequenceNet net) {
      TaskScore score = new TaskTest(task, net, 1).score(root, teacher.seed(), teacher.length());
      report.accept("%s: accuracy %.4f".formatted(when, score.accuracy()));
      return score;
    }

    private Map<String, NDArray> introduced() {
      Map<String, NDArray> weights = named(to.backbone());
      weights.keySet().retainAll(transfer.introduced());
      return weights;
    }

    private Map<String, NDArray> adapters() {
      Map<String, NDArray> weights = named(to.backbone());
      weights.keySet().removeIf(name -> !name.contains(".lora_"));
      return weights;
    }

    private Map<String, NDArray> named(Block block) {
      Map<String, NDArray> weights = new LinkedHashMap<>();
      Parameters.named(block).forEach((name, p) -> weights.put(name, p.getArray()));
      return weights;
    }

    /** Adapters on every projection of every mixer. */
    private List<Projection> adapt() {
      List<Projection> adapted = projections(to);
      adapted.forEach(projection -> projection.adapt(settings.rank(), ADAPTER_SCALE));
      return adapted;
    }

    private void train(
        String stage,
        Map<String, NDArray> weights,
        int steps,
        double rate,
        Function<Example, NDArray> loss) {
      named(to).values().forEach(weight -> weight.setRequiresGradient(false));
      weights.values().forEach(weight -> weight.setRequiresGradient(true));
      AdamW optimiser = new AdamW(weights, 0, root);
      RateSchedule schedule = new RateSchedule(rate, Math.min(steps / 10, 100), Math.max(1, steps));
      double sum = 0;
      for (int step = 0; step < steps && !stop.getAsBoolean(); step++) {
        try (NDManager manager = root.newSubManager()) {
          NDArray value;
          try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            value = loss.apply(example(manager, step));
            collector.backward(value);
          }
          optimiser.step(step, schedule.at(step), manager);
          sum += value.getFloat();
        }
        if ((step + 1) % REPORT_EVERY == 0) {
          report.accept("%s, step %d: loss %.3g".formatted(stage, step + 1, sum / REPORT_EVERY));
          sum = 0;
        }
      }
      weights.values().forEach(weight -> weight.setRequiresGradient(false));
    }

    private Example example(NDManager manager, int step) {
      SplittableRandom random = new SplittableRandom(settings.seed() ^ (step + 1L) * EXAMPLES);
      TaskBatch batch = task.training(random, settings.batch(), teacher.length());
      NDArray inputs =
          SequenceNet.array(manager, batch.inputs(), batch.rows(), batch.steps(), batch.features());
      return new Example(batch, inputs, new ParameterStore(manager, false));
    }

    /** Mean over the layers of the difference to the teacher's attention. */
    private NDArray gap(Example example) {
      NDArray x = from.embed(example.store(), example.inputs(), false);
      List<NDArray> losses = transfer.losses(example.store(), x);
      NDArray sum = losses.get(0);
      for (NDArray loss : losses.subList(1, losses.size())) {
        sum = sum.add(loss);
      }
      return sum;
    }

    private double transferLoss() {
      try (NDManager manager = root.newSubManager()) {
        return gap(example(manager, -2)).getFloat() / to.backbone().config().layers();
      }
    }

    private NDArray taskLoss(Example example) {
      TaskBatch batch = example.batch();
      NDManager manager = example.inputs().getManager();
      NDList state = to.backbone().initialState(manager, batch.rows());
      ScanForm form = ScanForm.chunked(TaskTrainer.CHUNK);
      NDArray embedded = to.embed(example.store(), example.inputs(), true);
      Backbone.Trained trained = to.backbone().train(example.store(), embedded, state, form);
      NDArray mixed = trained.outputs().get(0);
      NDArray loss = to.loss(example.store(), mixed, Asked.of(batch.targets()));
      return SequenceNet.withBalance(loss, trained);
    }
  }

  /** One step's batch in the engine. */
  private record Example(TaskBatch batch, NDArray inputs, ParameterStore store) {}
}
