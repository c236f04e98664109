package org.scanline.cli;

import picocli.CommandLine;

/** Where the process begins and, by its exit status, ends. */
public final class Main {
  private Main() {}

  /** Runs one command line. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    Logging.quiet();
    System.exit(run(console, arguments));
  }

  /** Runs one command line and gives the exit status, without ending the process. */
  static int run(Console console, String... arguments) {
    CommandLine line = new CommandLine(new ScanlineCommand(console), new Commands(console));
    Mistakes mistakes = new Mistakes(console);
    return line.setOut(console.outWriter())
        .setErr(console.errWriter())
        .setUsageHelpWidth(Math.max(60, Math.min(100, console.columns())))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(false)
        .setParameterExceptionHandler(mistakes)
        .setExecutionExceptionHandler(mistakes)
        .execute(arguments);
  }
}
