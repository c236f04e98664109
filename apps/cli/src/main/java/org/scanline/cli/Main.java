package org.scanline.cli;

import org.scanline.backbones.model.ComputeDevice;
import org.scanline.datasets.songs.Split;
import org.scanline.jobs.OnExisting;
import org.scanline.longimage.Direction;
import org.scanline.separate.ClipPolicy;
import org.scanline.separate.StemChoice;
import picocli.CommandLine;

/** Where the process begins and, by its exit status, ends. */
public final class Main {
  private Main() {}

  /** Runs one command line. */
  public static void main(String[] arguments) {
    Console console = Console.ofProcess();
    Logging.quiet();
    System.exit(run(console, new BundledModels(), arguments));
  }

  /** Runs one command line and gives the exit status, without ending the process. */
  static int run(Console console, ModelLoader loader, String... arguments) {
    Engines.useThreads(1);
    CommandLine line = new CommandLine(new ScanlineCommand(console), new Commands(console, loader));
    Mistakes mistakes = new Mistakes(console);
    return line.setOut(console.outWriter())
        .setErr(console.errWriter())
        .setUsageHelpWidth(Math.max(60, Math.min(100, console.columns())))
        .registerConverter(ClipPolicy.class, Words.reader(ClipPolicy.class))
        .registerConverter(StemChoice.Rest.class, Words.reader(StemChoice.Rest.class))
        .registerConverter(OnExisting.class, Words.reader(OnExisting.class))
        .registerConverter(ComputeDevice.class, Words.reader(ComputeDevice.class))
        .registerConverter(Direction.class, Words.reader(Direction.class))
        .registerConverter(Split.class, Words.reader(Split.class))
        .registerConverter(ReportForm.class, Words.reader(ReportForm.class))
        .registerConverter(FormatOptions.Type.class, Words.reader(FormatOptions.Type.class))
        .setAbbreviatedOptionsAllowed(false)
        .setOverwrittenOptionsAllowed(false)
        .setParameterExceptionHandler(mistakes)
        .setExecutionExceptionHandler(mistakes)
        .execute(arguments);
  }
}
