package org.scanline.datasets.songs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SongMakerTest {
  private static final long SEED = 20_261_122;

  @TempDir Path root;

  @BeforeEach
  void needsTheAccompanimentProgramAndASoundfont() {
    boolean programs =
        Stream.of("mma", "fluidsynth")
            .allMatch(name -> Files.isExecutable(Path.of("/usr/bin", name)));
    assumeTrue(
        programs,
        "skipped: mma or fluidsynth is not installed (datasets/install-training-sources)");
    assumeTrue(
        Files.exists(Path.of("/usr/share/sounds/sf2/FluidR3_GM.sf2")),
        "skipped: fluid-soundfont-gm is not installed (datasets/install-training-sources)");
  }

  @Test
  void aSongDependsOnSeedAndNumberOnly() throws IOException {
    System.Logger log = System.getLogger("test");
    log.log(System.Logger.Level.INFO, "seed " + SEED);
    SourceFolders sources = TinyPool.at(root);
    Path together = root.resolve("together");
    Path alone = root.resolve("alone");
    make(sources, 4, 2, together, 2);
    make(sources, 5, 1, alone, 1);
    assertThat(files(alone.resolve("000005"))).hasSizeGreaterThan(2);
    for (Path file : files(alone.resolve("000005"))) {
      Path other = together.resolve("000005").resolve(file.getFileName());
      assertThat(Files.mismatch(file, other)).as(file.toString()).isEqualTo(-1);
    }
    for (int song = 4; song < 6; song++) {
      stemsAreEquallyLongAndTheirSumDoesNotClip(together.resolve("00000" + song));
    }
  }

  private static void stemsAreEquallyLongAndTheirSumDoesNotClip(Path song) throws IOException {
    List<Sound> stems = new ArrayList<>();
    for (Path file : files(song)) {
      if (file.toString().endsWith(".wav")) {
        stems.add(Recordings.read(file));
      }
    }
    int frames = stems.get(0).frames();
    Sound mix = new Sound(frames);
    for (Sound stem : stems) {
      assertThat(stem.frames()).isEqualTo(frames).isBetween(20 * Sound.RATE, 24 * Sound.RATE);
      mix.add(stem);
    }
    assertThat(mix.peak()).isBetween(0.05, 0.99);
    assertThat(Files.readString(song.resolve("song.json")))
        .contains("\"seed\": " + SEED, "\"split\": \"train\"", "\"licences\": [\"");
  }

  @Test
  void whatExistsIsKeptAndWhatWasBrokenOffIsMadeAnew() throws IOException {
    SourceFolders sources = TinyPool.at(root);
    Path cache = root.resolve("cache");
    Files.createDirectories(cache.resolve("000000"));
    Files.createDirectories(cache.resolve("000001.part"));
    Files.writeString(cache.resolve("000001.part").resolve("drums.wav"), "half a file");
    List<Boolean> made = Collections.synchronizedList(new ArrayList<>());
    new SongMaker(sources, new SongMaker.Settings(SEED, Split.TRAIN, 1))
        .make(0, 2, cache, (done, total, folder, isNew) -> made.add(isNew));
    assertThat(made).containsExactly(false, true);
    assertThat(files(cache.resolve("000000"))).isEmpty();
    assertThat(cache.resolve("000001.part")).doesNotExist();
    assertThat(cache.resolve("000001").resolve("song.json")).exists();
  }

  private static void make(SourceFolders sources, int first, int count, Path to, int threads)
      throws IOException {
    new SongMaker(sources, new SongMaker.Settings(SEED, Split.TRAIN, threads))
        .make(first, count, to, (done, total, folder, isNew) -> {});
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
