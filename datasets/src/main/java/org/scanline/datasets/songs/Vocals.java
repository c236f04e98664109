package org.scanline.datasets.songs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a vocals stem: sung syllables, speech put to a melody, rhythmic speech or plain speech,
 * alone or in layers.
 */
final class Vocals {
  /** Where the sound of a stem comes from. */
  record Take(Sound sound, String kind, List<String> voices) {}

  private final VoicePool pool;

  Vocals(VoicePool pool) {
    this.pool = pool;
  }

  Take drawn(Tune tune, double beatsPerBar, int frames, Draw draw) throws IOException {
    double kind = draw.range(0, 1);
    Take take;
    if (kind < 0.08) {
      take = speech(frames, draw);
    } else if (kind < 0.2) {
      take = rhythmic(tune, frames, draw);
    } else if (kind < 0.5) {
      take = sung(pool.speaker(draw), "sung speech", tune, beatsPerBar, frames, draw);
    } else {
      take = sung(pool.singer(draw), "sung", tune, beatsPerBar, frames, draw);
    }
    treat(take.sound, tune, draw);
    return take;
  }

  private Take speech(int frames, Draw draw) throws IOException {
    String speaker = pool.speaker(draw);
    Sound out = new Sound(frames);
    double formants = draw.ratio(0.85, 1.2);
    int at = draw.whole(0, Sound.RATE * 2);
    while (at < frames) {
      Sound words = pool.utterance(speaker, draw).resampled(formants);
      out.add(words, at, 1, 1);
      at += words.frames() + (int) (Sound.RATE * draw.range(0.05, draw.chance(0.15) ? 3 : 0.5));
    }
    return new Take(out, "speech", List.of(speaker));
  }

  /** Syllables on the grid of eighths and sixteenths that keep most of their spoken melody. */
  private Take rhythmic(Tune tune, int frames, Draw draw) throws IOException {
    String speaker = pool.speaker(draw);
    double unit = tune.beatSeconds() / (tune.tempo() > 120 ? 2 : 4);
    double seconds = frames / (double) Sound.RATE;
    int key = draw.whole(45, 60);
    List<Note> notes = new ArrayList<>();
    double density = draw.range(0.6, 0.95);
    for (double t = 0; t < seconds; t += unit) {
      boolean pause = (int) (t / unit / 16) % 4 == 3 && t / unit % 16 > 10;
      if (!pause && draw.chance(density)) {
        notes.add(
            new Note(
                t + draw.normal(0.008) + 0.02,
                unit * draw.pick(1, 1, 1, 2),
                key,
                draw.whole(85, 115),
                0));
      }
    }
    double formants = draw.ratio(0.82, 1.2);
    Singer.Manner manner = new Singer.Manner(formants, 0.03, 0, 5, 0, draw.range(0.5, 1), 10);
    return layered(speaker, "rhythmic speech", notes, manner, tune, frames, draw);
  }

  private Take sung(String voice, String kind, Tune tune, double beatsPerBar, int frames, Draw draw)
      throws IOException {
    int low = draw.chance(0.5) ? draw.whole(43, 52) : draw.whole(53, 61);
    Melody.Manner line = Melody.Manner.drawn(draw, low);
    List<Note> notes = Melody.drawn(tune, beatsPerBar, line, frames / (double) Sound.RATE, draw);
    boolean tuned = draw.chance(0.25);
    double formants =
        Math.max(0.75, Math.min(1.3, (low < 53 ? 0.87 : 1.04) * draw.ratio(0.88, 1.14)));
    Singer.Manner manner =
        new Singer.Manner(
            formants,
            tuned ? 0.005 : draw.range(0.02, 0.08),
            tuned ? 0 : draw.range(0, 45),
            draw.range(4.8, 6.4),
            0,
            tuned ? 0 : draw.range(0, 0.15),
            tuned ? 1 : draw.range(4, 14));
    return layered(voice, kind, notes, manner, tune, frames, draw);
  }

  private Take layered(
      String voice,
      String kind,
      List<Note> notes,
      Singer.Manner manner,
      Tune tune,
      int frames,
      Draw draw)
      throws IOException {
    Sound out = new Sound(frames);
    List<String> voices = new ArrayList<>(List.of(voice));
    if (notes.isEmpty()) {
      return new Take(out, kind, voices);
    }
    List<Singer.Sung> words = pool.syllables(voice, notes.size(), draw);
    mix(out, new Singer(manner, draw.part()).sing(notes, words, frames), 0, draw.normal(0.04), 1);
    int copies = draw.chance(0.3) ? draw.whole(1, 4) : 0;
    for (int i = 0; i < copies; i++) {
      float[] twin = new Singer(manner.twin(draw), draw.part()).sing(notes, words, frames);
      mix(out, twin, draw.whole(441, 1764), draw.range(-0.9, 0.9), draw.range(0.3, 0.8));
    }
    if (draw.chance(0.25)) {
      List<Note> harmony = harmony(notes, tune, draw.pick(-5, -2, 2, 2, 4, 7));
      String second = draw.chance(0.3) ? pool.singer(draw) : voice;
      List<Singer.Sung> sung =
          second.equals(voice) ? words : pool.syllables(second, notes.size(), draw);
      voices.add(second);
      mix(
          out,
          new Singer(manner.twin(draw), draw.part()).sing(harmony, sung, frames),
          draw.whole(0, 900),
          draw.range(-0.8, 0.8),
          draw.range(0.3, 0.8));
    }
    return new Take(
        out, copies > 1 ? kind + ", chorus" : copies == 1 ? kind + ", doubled" : kind, voices);
  }

  /** Every note moved by scale steps within the key. */
  private static List<Note> harmony(List<Note> notes, Tune tune, int steps) {
    return notes.stream()
        .map(
            note -> {
              int nearest = 0;
              for (int s = -21; s <= 42; s++) {
                if (Math.abs(tune.scaleKey(60, s) - note.pitch())
                    < Math.abs(tune.scaleKey(60, nearest) - note.pitch())) {
                  nearest = s;
                }
              }
              return new Note(
                  note.start(),
                  note.seconds(),
                  tune.scaleKey(60, nearest + steps),
                  note.velocity(),
                  0);
            })
        .toList();
  }

  private static void mix(Sound out, float[] voice, int delay, double pan, double gain) {
    out.add(
        new Sound(voice, voice), delay, gain * Math.min(1, 1 - pan), gain * Math.min(1, 1 + pan));
  }

  private static void treat(Sound sound, Tune tune, Draw draw) {
    Biquad.highPass(draw.range(60, 140)).apply(sound);
    Effects.equalise(sound, draw, 1);
    Effects.compress(
        sound, draw.range(-8, 2), draw.range(2, 6), draw.range(0.002, 0.02), draw.range(0.05, 0.2));
    if (draw.chance(0.2)) {
      Effects.saturate(sound, draw.ratio(0.3, 2));
    }
    if (draw.chance(0.07)) {
      Biquad.highPass(draw.range(300, 600)).apply(sound);
      Biquad.lowPass(draw.range(2500, 5000)).apply(sound);
    }
    if (draw.chance(0.3)) {
      Effects.echo(
          sound,
          tune.beatSeconds() * draw.pick(2, 3, 4) / 4,
          draw.range(0.1, 0.5),
          draw.range(0.08, 0.35));
    }
    if (draw.chance(0.75)) {
      Effects.reverb(
          sound,
          draw.ratio(0.4, 4),
          draw.ratio(0.05, 0.5),
          draw.range(0.5, 1.6),
          draw.range(0.1, 0.6),
          draw.range(120, 400));
    }
  }
}
