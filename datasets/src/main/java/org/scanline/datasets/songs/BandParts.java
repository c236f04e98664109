package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Drums, bass and other of a song in an accompaniment style; one thread at a time. */
final class BandParts {
  private final Instruments instruments;
  private final Fluid fluid;
  private final Tune tune;
  private final int frames;

  BandParts(Instruments instruments, Fluid fluid, Tune tune, int frames) {
    this.instruments = instruments;
    this.fluid = fluid;
    this.tune = tune;
    this.frames = frames;
  }

  /** Loose timing, uneven strokes, now and then a missing note. */
  private static List<Note> human(List<Note> notes, double missing, Draw draw) {
    double loose = draw.range(0, 0.008);
    double uneven = draw.range(2, 10);
    List<Note> played = new ArrayList<>();
    for (Note note : notes) {
      if (!draw.chance(missing)) {
        played.add(
            note.moved(draw.normal(loose)).struck((int) (note.velocity() + draw.normal(uneven))));
      }
    }
    return played;
  }

  void drums(Song song, List<Note> notes, Draw draw) throws IOException {
    List<Note> played = human(notes, 0.02, draw);
    Sound sound;
    if (draw.chance(0.5)) {
      boolean electronic = draw.chance(0.3);
      Kit kit = instruments.kits.drawn(draw, instruments.split, electronic);
      sound = kit.play(played, frames, draw);
      song.credit("kits/" + kit.name);
    } else {
      Path font = draw.pick(instruments.drumFonts);
      boolean single = font.getFileName().toString().contains("_LV2");
      sound =
          fluid.render(
              played,
              font,
              single ? Fluid.ONE_KIT : draw.pick(0, 0, 8, 16, 24, 25, 32, 40),
              frames,
              draw);
      song.credit(instruments.name(font));
    }
    song.stems.put("drums", sound);
    Buses.drums(sound, draw);
  }

  void bass(Song song, List<Note> notes, Draw draw) throws IOException {
    List<Note> played = human(notes, 0.01, draw);
    Sound sound;
    if (draw.chance(0.42) && !instruments.bassNotes.isEmpty()) {
      String articulation = instruments.bassNotes.drawn(draw);
      sound = instruments.bassNotes.play(articulation, played, frames, draw);
      song.credit("bass/" + articulation.replaceAll(" .*", ""));
    } else if (draw.chance(0.15)) {
      sound = new Synth(Patch.bass(draw), draw).play(played, frames, draw);
    } else {
      int program = Programs.bass(draw);
      Path font = draw.pick(instruments.soundfonts);
      List<Note> own =
          played.stream()
              .map(n -> new Note(n.start(), n.seconds(), n.pitch(), n.velocity(), program))
              .toList();
      sound = fluid.render(own, font, Fluid.MELODIC, frames, draw);
      song.credit(instruments.name(font));
    }
    Buses.bass(sound, draw);
    song.stems.put("bass", sound);
  }

  void other(Song song, Score score, Draw draw) throws IOException {
    List<Note> notes = instrumented(human(score.other(), 0.02, draw), draw);
    if (draw.chance(0.4)) {
      Melody.Manner manner = Melody.Manner.drawn(draw, draw.whole(55, 70));
      int lead = Programs.lead(draw);
      for (Note note :
          Melody.drawn(tune, score.beatsPerBar(), manner, frames / (double) Sound.RATE, draw)) {
        notes.add(new Note(note.start(), note.seconds(), note.pitch(), note.velocity(), lead));
      }
    }
    Path font = draw.pick(instruments.soundfonts);
    song.credit(instruments.name(font));
    Sound sound = fluid.render(notes, font, Fluid.MELODIC, frames, draw);
    if (draw.chance(0.2)) {
      Buses.layer(
          sound,
          new Synth(Patch.pad(draw), draw)
              .play(
                  new Groovebox(Groovebox.Style.DOWNTEMPO, tune, draw.part()).chords(false),
                  frames,
                  draw),
          draw);
    }
    new Extras(instruments).add(song, sound, draw);
    Buses.other(sound, tune, draw);
    song.stems.put("other", sound);
  }

  /** Gives each voice a likely instrument; some voices after the first are left out. */
  private static List<Note> instrumented(List<Note> played, Draw draw) {
    Map<Integer, Integer> programs = new HashMap<>();
    List<Note> notes = new ArrayList<>();
    Set<Integer> dropped = new TreeSet<>();
    for (Note note : played) {
      Integer program = programs.get(note.voice());
      if (program == null) {
        program = Programs.likely(note.voice(), draw);
        if (!programs.isEmpty() && draw.chance(0.15)) {
          dropped.add(note.voice());
        }
        programs.put(note.voice(), program);
      }
      if (!dropped.contains(note.voice())) {
        notes.add(new Note(note.start(), note.seconds(), note.pitch(), note.velocity(), program));
      }
    }
    return notes;
  }
}
