package org.scanline.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * This program once more in a process of its own, so that the highest memory of one measurement is
 * not that of another.
 *
 * @param command what started this process, up to the command's name
 */
record Relaunch(List<String> command) {

  /** What started this process, up to a command; empty where the system does not tell. */
  static Optional<Relaunch> upTo(String name) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    List<String> arguments = List.of(info.arguments().orElse(new String[0]));
    int at = arguments.indexOf(name);
    if (info.command().isEmpty() || at < 0) {
      return Optional.empty();
    }
    List<String> command = new ArrayList<>();
    command.add(info.command().get());
    arguments.subList(0, at + 1).stream()
        .filter(argument -> !argument.startsWith("-Dscanline.stderr"))
        .forEach(command::add);
    return Optional.of(new Relaunch(command));
  }

  /** Runs it in silence and gives its exit status. */
  int run(List<String> arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    return new ProcessBuilder(all)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }
}
