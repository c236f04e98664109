package org.scanline.cli;

import picocli.CommandLine.Command;

/** Measures models. */
@Command(
    name = "eval",
    description = "Measures models.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {EvalSeparatorCommand.class, EvalTasksCommand.class})
final class EvalCommand extends CommandGroup {
  EvalCommand(Console console) {
    super(console);
  }
}
