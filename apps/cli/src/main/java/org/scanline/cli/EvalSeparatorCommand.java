package org.scanline.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.ModelSource;
import org.scanline.backbones.model.ComputeDevice;
import org.scanline.backbones.model.ModelException;
import org.scanline.datasets.evaluation.EvaluationException;
import org.scanline.datasets.evaluation.EvaluationMethod;
import org.scanline.datasets.evaluation.EvaluationReport;
import org.scanline.datasets.evaluation.EvaluationStep;
import org.scanline.datasets.evaluation.SeparatorEvaluation;
import org.scanline.jobs.Clock;
import org.scanline.jobs.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a separation model on songs whose stems are known. */
@Command(
    name = "separator",
    description = "Measures a separation model, and simple methods beside it, on known stems.",
    sortOptions = false,
    customSynopsis = "scanline eval separator [OPTION]... FOLDER...")
final class EvalSeparatorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      arity = "1..*",
      description = "A song (one file for each stem: vocals, drums, bass, other), or songs.")
  private List<Path> songs = List.of();

  @Option(
      names = {"-m", "--model"},
      paramLabel = "MODEL",
      description = "Name or folder of a model (default: the one that comes with Scanline).")
  private String model = ModelSource.DEFAULT;

  @Option(
      names = "--methods",
      split = ",",
      paramLabel = "METHOD",
      description = "Of model, mixture/4, hpss, irm (default: all).")
  private @Nullable List<String> methods;

  @Option(
      names = "--device",
      paramLabel = "WHERE",
      defaultValue = "auto",
      description = "auto, cpu or gpu (default: ${DEFAULT-VALUE}).")
  private ComputeDevice device = ComputeDevice.AUTO;

  @Option(
      names = "--as",
      paramLabel = "FORM",
      defaultValue = "table",
      description = "table, markdown, csv or json (default: ${DEFAULT-VALUE}).")
  private ReportForm form = ReportForm.TABLE;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;
  private String last = "";

  EvalSeparatorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws EvaluationException, ModelException {
    EvaluationReport report = new SeparatorEvaluation(settings(), this::step).run(device);
    if (console.terminal()) {
      console.draw("");
    }
    String text =
        switch (form) {
          case TABLE -> report.toTable();
          case MARKDOWN -> report.toMarkdown();
          case CSV -> report.toCsv();
          case JSON -> report.toJson();
        };
    text.lines().forEach(console::result);
    return ExitCode.DONE.status();
  }

  private SeparatorEvaluation.Settings settings() {
    try {
      Set<EvaluationMethod> chosen = new LinkedHashSet<>(EvaluationMethod.all());
      if (methods != null) {
        chosen.clear();
        methods.forEach(method -> chosen.add(EvaluationMethod.parse(method)));
      }
      return new SeparatorEvaluation.Settings(songs, chosen, model);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void step(EvaluationStep step) {
    String what =
        "[%d/%d] %s: %s".formatted(step.number(), step.songs(), step.song(), step.method().label());
    if (console.terminal()) {
      console.draw(what + ", " + Clock.of(step.seconds()));
    } else if (!what.equals(last)) {
      last = what;
      console.note(what);
    }
  }
}
