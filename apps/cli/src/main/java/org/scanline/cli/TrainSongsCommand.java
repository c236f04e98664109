package org.scanline.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.scanline.datasets.songs.SongMaker;
import org.scanline.datasets.songs.SourceFolders;
import org.scanline.datasets.songs.Split;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Failure;
import org.scanline.jobs.JobException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes training songs with known stems. */
@Command(
    name = "songs",
    description =
        "Makes training songs with known stems from what datasets/install-training-sources"
            + " installs. Songs that are there already are kept.",
    sortOptions = false,
    customSynopsis = "scanline train songs --pool DIR -o DIR [OPTION]...")
final class TrainSongsCommand implements Callable<Integer> {
  @Option(
      names = "--pool",
      required = true,
      paramLabel = "DIR",
      description = "Recordings as datasets/install-training-sources lays them out.")
  private Path pool = Path.of("");

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "DIR",
      description = "Where the songs go, one folder for each.")
  private Path output = Path.of("");

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many songs (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--first",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of the first one (default: ${DEFAULT-VALUE}).")
  private int first;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Another seed gives other songs (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "train",
      description = "train or validation, which share no material (default: ${DEFAULT-VALUE}).")
  private Split split = Split.TRAIN;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Songs made at the same time (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Mixin private HelpOption help = new HelpOption();

  private final Console console;

  TrainSongsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, JobException {
    SourceFolders sources = SourceFolders.debian(pool);
    List<String> missing = sources.missing();
    if (!missing.isEmpty()) {
      throw new JobException(Failure.INPUT, missing.get(0));
    }
    console.note("seed " + seed + ", " + Words.of(split) + " songs");
    SongMaker maker = new SongMaker(sources, new SongMaker.Settings(seed, split, threads));
    OutputFolder.writing(
        output,
        () -> {
          maker.make(
              first,
              count,
              output,
              (done, total, folder, made) ->
                  console.note(done + " of " + total + ": " + folder + (made ? "" : " (kept)")));
          return output;
        });
    return ExitCode.DONE.status();
  }
}
