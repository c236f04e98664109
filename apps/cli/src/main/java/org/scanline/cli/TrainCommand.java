package org.scanline.cli;

import picocli.CommandLine.Command;

/** Makes training songs, and models from them. */
@Command(
    name = "train",
    description = "Makes training songs, and models from them.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainSongsCommand.class,
      TrainSeparatorCommand.class,
      TrainTaskCommand.class,
      TrainLineariseCommand.class
    })
final class TrainCommand extends CommandGroup {
  TrainCommand(Console console) {
    super(console);
  }
}
