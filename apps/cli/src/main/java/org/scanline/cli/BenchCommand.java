package org.scanline.cli;

import picocli.CommandLine.Command;

/** Measures speed. */
@Command(
    name = "bench",
    description = "Measures speed.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchBackbonesCommand.class,
      BenchSeparatorsCommand.class,
      BenchImagesCommand.class,
      BenchSeamsCommand.class,
      BenchPictureCommand.class,
      BenchTableCommand.class
    })
final class BenchCommand extends CommandGroup {
  BenchCommand(Console console) {
    super(console);
  }
}
