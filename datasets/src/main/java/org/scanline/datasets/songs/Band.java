package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Plays a tune in an accompaniment style by running mma in a scratch folder. */
final class Band {
  private final Path scratch;

  Band(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * The score of a tune whose bars all have been laid out; throws when the style does not compile.
   */
  Score play(Tune tune, GrooveLibrary.Style style, Draw draw) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("RndSeed ").append(draw.whole(1, 1_000_000)).append('\n');
    text.append("Tempo ").append(String.format(Locale.ROOT, "%.2f", tune.tempo())).append('\n');
    String groove = draw.pick(style.grooves());
    String variation = draw.chance(0.5) ? groove : draw.pick(style.grooves());
    int bars = tune.chords().size();
    int change = draw.whole(1, Math.max(1, bars / 2));
    text.append("Groove ").append(style.file()).append(':').append(groove).append('\n');
    for (int bar = 0; bar < bars; bar++) {
      if (bar == change && !variation.equals(groove)) {
        text.append("Groove ").append(style.file()).append(':').append(variation).append('\n');
      }
      text.append(bar + 1).append(' ').append(tune.chord(bar).name()).append('\n');
    }
    Path source = scratch.resolve("tune.mma");
    Path midi = scratch.resolve("tune.mid");
    Files.deleteIfExists(midi);
    Files.writeString(source, text, StandardCharsets.US_ASCII);
    External.run(scratch, List.of("mma", "-0", "-f", midi.toString(), source.toString()));
    return Score.read(midi, tune.tempo(), bars);
  }
}
