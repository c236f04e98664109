package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Makes the stems of one song of a band or of an electronic act; one thread at a time. */
final class Arranger {
  private final Instruments instruments;
  private final Band band;
  private final Fluid fluid;

  Arranger(Instruments instruments, Path scratch) {
    this.instruments = instruments;
    this.band = new Band(scratch);
    this.fluid = new Fluid(scratch);
  }

  /** Vocals, drums, bass and other. */
  Song generated(int frames, Draw draw) throws IOException {
    return draw.chance(0.42) ? electronic(frames, draw.part()) : banded(frames, draw.part());
  }

  /** Vocals over real music that has none. */
  Song accompanied(int frames, Draw draw) throws IOException {
    Song song = new Song();
    Sound music = new Sound(0);
    for (int tries = 0; tries < 20 && music.activeRms() < 0.01; tries++) {
      Path file = draw.pick(instruments.music);
      long length = Recordings.frames(file);
      if (length > frames) {
        music = Recordings.read(file, (long) (draw.range(0, 1) * (length - frames)), frames);
        song.remark("music", instruments.name(file));
        song.sources.clear();
        song.credit(instruments.name(file));
      }
    }
    double tempo = draw.range(75, 150);
    Tune tune = Tune.drawn(draw.part(), tempo, (int) (frames / Sound.RATE * tempo / 240) + 2);
    sing(song, tune, 4, frames, draw.part());
    if (draw.chance(0.5)) {
      Effects.equalise(music, draw, 0.7);
    }
    song.stems.put("accompaniment", music.fitted(frames));
    return song;
  }

  private void sing(Song song, Tune tune, double beatsPerBar, int frames, Draw draw)
      throws IOException {
    Vocals.Take take = new Vocals(instruments.voices).drawn(tune, beatsPerBar, frames, draw);
    song.stems.put("vocals", take.sound());
    song.remark("vocals", take.kind());
    for (String voice : take.voices()) {
      song.credit(
          instruments.sources.folders("sung").contains(voice)
              ? "sung/" + voice
              : "spoken/" + voice);
    }
  }

  /** A tune in a style that compiles and has drums, bass and something else. */
  private record Performance(Tune tune, GrooveLibrary.Style style, Score score) {}

  private Song banded(int frames, Draw draw) throws IOException {
    Song song = new Song();
    Performance performance = performed(frames, draw.part());
    Tune tune = performance.tune;
    Score score = performance.score;
    song.remark("style", performance.style.file());
    describe(song, tune);
    song.credit("mma");
    sing(song, tune, score.beatsPerBar(), frames, draw.part());
    BandParts parts = new BandParts(instruments, fluid, tune, frames);
    parts.drums(song, score.drums(), draw.part());
    parts.bass(song, score.bass(), draw.part());
    parts.other(song, score, draw.part());
    return song;
  }

  private Performance performed(int frames, Draw draw) throws IOException {
    IOException last = new IOException("no style has drums, bass and other");
    for (int tries = 0; tries < 40; tries++) {
      double tempo = draw.ratio(70, 165);
      int bars = (int) (frames / (double) Sound.RATE * tempo / 60 / 3) + 2;
      Tune tune = Tune.drawn(draw.part(), tempo, bars);
      GrooveLibrary.Style style = draw.pick(instruments.grooves.styles(instruments.split));
      try {
        Score score = band.play(tune, style, draw);
        if (!score.other().isEmpty() && !score.bass().isEmpty() && score.drums().size() > 7) {
          return new Performance(tune, style, score);
        }
      } catch (IOException e) {
        last = e; // not every style of the library compiles on its own
      }
    }
    throw last;
  }

  private static void describe(Song song, Tune tune) {
    song.remark("key", tune.chord(0).name() + (tune.minor() ? " (minor key)" : " (major key)"));
    song.remark("tempo", String.format(Locale.ROOT, "%.1f", tune.tempo()));
  }

  private Song electronic(int frames, Draw draw) throws IOException {
    Song song = new Song();
    Groovebox.Style style = draw.pick(List.of(Groovebox.Style.values()));
    double tempo = Groovebox.tempo(style, draw);
    int bars = (int) (frames / (double) Sound.RATE * tempo / 240) + 2;
    Tune tune = Tune.drawn(draw.part(), tempo, bars);
    Groovebox box = new Groovebox(style, tune, draw.part());
    song.remark("style", "electronic " + style.name().toLowerCase(Locale.ROOT).replace('_', ' '));
    describe(song, tune);
    sing(song, tune, 4, frames, draw.part());
    List<Note> drums = box.drums();
    boxDrums(song, drums, frames, draw.part());
    boxBass(song, box, tune, frames, draw.part());
    Sound other = new Parts(instruments, fluid, box, tune).other(song, frames, draw.part());
    new Extras(instruments).add(song, other, draw);
    Buses.other(other, tune, draw);
    song.stems.put("other", other);
    if (draw.chance(0.5)) {
      double depth = draw.range(0.3, 0.95);
      Buses.duck(song.stems.get("bass"), drums, depth, tune);
      Buses.duck(other, drums, depth * draw.range(0, 1), tune);
    }
    return song;
  }

  private void boxDrums(Song song, List<Note> notes, int frames, Draw draw) throws IOException {
    Kit kit =
        draw.chance(0.35)
            ? DrumSynth.drawn(draw)
            : instruments.kits.drawn(draw, instruments.split, draw.chance(0.85));
    if (!kit.name.equals("drum machine")) {
      song.credit("kits/" + kit.name);
    }
    Sound sound = kit.play(notes, frames, draw);
    Buses.drums(sound, draw);
    song.stems.put("drums", sound);
  }

  private void boxBass(Song song, Groovebox box, Tune tune, int frames, Draw draw)
      throws IOException {
    List<Note> notes = box.bass();
    if (draw.chance(0.15)) {
      new BandParts(instruments, fluid, tune, frames).bass(song, notes, draw);
      return;
    }
    Sound sound = new Synth(Patch.bass(draw), draw).play(notes, frames, draw);
    Buses.bass(sound, draw);
    song.stems.put("bass", sound);
  }
}
