package org.scanline.cli;

import java.util.concurrent.Callable;
import org.scanline.jobs.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
    name = "scanline",
    description = "Sound and pictures on linear-time models: any length, in constant memory.",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SeparateCommand.class,
      UpscaleCommand.class,
      DenoiseCommand.class,
      ModelsCommand.class,
      TrainCommand.class,
      EvalCommand.class,
      BenchCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all done",
      "1:a fault of ours",
      "2:the command line was not understood",
      "3:some inputs failed, others were done",
      "4:all inputs failed",
      "5:the model is missing or damaged",
      "6:output exists or cannot be written",
      "130:interrupted; nothing half-written is left"
    })
final class ScanlineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  private final Console console;

  ScanlineCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CommandLine line = spec.commandLine();
    line.usage(console.err());
    return ExitCode.USAGE.status();
  }
}
