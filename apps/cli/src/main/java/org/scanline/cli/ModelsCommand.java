package org.scanline.cli;

import picocli.CommandLine.Command;

/** The store of models. */
@Command(
    name = "models",
    description = {
      "Models: what there is, and your own store of them.",
      "Only 'models install' ever fetches anything, and only after you have agreed."
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsInstallCommand.class,
      ModelsImportCommand.class,
      ModelsVerifyCommand.class,
      ModelsRemoveCommand.class
    })
final class ModelsCommand extends CommandGroup {
  ModelsCommand(Console console) {
    super(console);
  }
}
