package org.scanline.cli;

import picocli.CommandLine.Command;

/** Measures models and what they made. */
@Command(
    name = "eval",
    description = "Measures models and what they made.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EvalStemsCommand.class,
      EvalSeparatorCommand.class,
      EvalImagesCommand.class,
      EvalTasksCommand.class
    })
final class EvalCommand extends CommandGroup {
  EvalCommand(Console console) {
    super(console);
  }
}
