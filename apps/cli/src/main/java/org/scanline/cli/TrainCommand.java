package org.scanline.cli;

import picocli.CommandLine.Command;

/** Makes training songs, and models from them and from photographs. */
@Command(
    name = "train",
    description = "Makes training songs, and models from them and from photographs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainSongsCommand.class,
      TrainSeparatorCommand.class,
      TrainRestorerCommand.class,
      TrainTaskCommand.class,
      TrainLineariseCommand.class
    })
final class TrainCommand extends CommandGroup {
  TrainCommand(Console console) {
    super(console);
  }
}
