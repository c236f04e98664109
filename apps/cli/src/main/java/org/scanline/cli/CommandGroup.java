package org.scanline.cli;

import java.util.concurrent.Callable;
import org.scanline.jobs.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that only has commands below it. */
abstract class CommandGroup implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private HelpOption help = new HelpOption();

  final Console console;

  CommandGroup(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    spec.commandLine().usage(console.err());
    return ExitCode.USAGE.status();
  }
}
