package org.scanline.datasets.songs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The melodic parts of an electronic song, each drawn in or left out: pads, stabs, arpeggios,
 * leads, risers.
 */
final class Parts {
  private final Instruments instruments;
  private final Fluid fluid;
  private final Groovebox box;
  private final Tune tune;

  Parts(Instruments instruments, Fluid fluid, Groovebox box, Tune tune) {
    this.instruments = instruments;
    this.fluid = fluid;
    this.box = box;
    this.tune = tune;
  }

  Sound other(Song song, int frames, Draw draw) throws IOException {
    Sound out = new Sound(frames);
    int count = 0;
    if (draw.chance(0.6)) {
      add(out, new Synth(Patch.pad(draw), draw).play(box.chords(false), frames, draw), draw);
      count++;
    }
    if (draw.chance(0.4)) {
      add(out, new Synth(Patch.pluck(draw), draw).play(box.chords(true), frames, draw), draw);
      count++;
    }
    if (draw.chance(0.5) || count == 0) {
      add(out, new Synth(Patch.pluck(draw), draw).play(box.arpeggio(), frames, draw), draw);
      count++;
    }
    if (draw.chance(0.35)) {
      Melody.Manner manner = Melody.Manner.drawn(draw, draw.whole(57, 74));
      List<Note> line = Melody.drawn(tune, 4, manner, frames / (double) Sound.RATE, draw);
      add(out, new Synth(Patch.lead(draw), draw).play(line, frames, draw), draw);
    }
    if (draw.chance(0.4)) {
      add(out, sampled(song, frames, draw), draw);
    }
    if (draw.chance(0.35)) {
      add(out, risers(frames, draw), draw);
    }
    return out;
  }

  private static void add(Sound out, Sound part, Draw draw) {
    double rms = part.activeRms();
    if (rms > 0) {
      double gain = 0.1 / rms * Math.pow(10, draw.range(-9, 0) / 20);
      Effects.place(part, draw.range(0.3, 1.3), draw.normal(0.2));
      if (draw.chance(0.35)) {
        sweep(part, draw);
      }
      out.add(part, 0, gain, gain);
    }
  }

  /** A part that fades in and out over the song, as if by a mixer. */
  private static void sweep(Sound part, Draw draw) {
    double period = draw.range(6, 30);
    double phase = draw.range(0, 1);
    for (int i = 0; i < part.frames(); i++) {
      float g =
          (float) (0.5 - 0.5 * Math.cos(2 * Math.PI * (i / (double) Sound.RATE / period + phase)));
      part.left[i] *= g;
      part.right[i] *= g;
    }
  }

  private Sound sampled(Song song, int frames, Draw draw) throws IOException {
    int program =
        draw.chance(0.5)
            ? Programs.lead(draw)
            : Programs.likely(draw.pick(0, 4, 16, 24, 48, 80), draw);
    List<Note> notes = new ArrayList<>();
    for (Note note : draw.chance(0.5) ? box.chords(draw.chance(0.5)) : box.arpeggio()) {
      notes.add(new Note(note.start(), note.seconds(), note.pitch(), note.velocity(), program));
    }
    Path font = draw.pick(instruments.soundfonts);
    song.credit(instruments.name(font));
    return fluid.render(notes, font, Fluid.MELODIC, frames, draw);
  }

  /** Noise whose band moves up or down over some bars. */
  private Sound risers(int frames, Draw draw) {
    Sound out = new Sound(frames);
    double bar = tune.beatSeconds() * 4;
    for (double t = bar * draw.whole(0, 3);
        t < frames / (double) Sound.RATE;
        t += bar * draw.pick(4, 8, 8)) {
      int length = (int) (bar * draw.pick(1, 2, 4) * Sound.RATE);
      boolean up = draw.chance(0.7);
      double low = draw.ratio(200, 800);
      double high = draw.ratio(3000, 14000);
      Sound noise = new Sound(length);
      double[] state = new double[4];
      for (int i = 0; i < length; i++) {
        double x = i / (double) length;
        double place = up ? x : 1 - x;
        double g =
            Math.tan(Math.PI * Math.min(18_000, low * Math.pow(high / low, place)) / Sound.RATE);
        noise.left[i] = (float) (place * band(state, 0, g, draw.range(-1, 1)));
        noise.right[i] = (float) (place * band(state, 2, g, draw.range(-1, 1)));
      }
      out.add(noise, (int) (t * Sound.RATE), 1, 1);
    }
    return out;
  }

  private static double band(double[] state, int at, double g, double in) {
    double high = (in - (0.5 + g) * state[at] - state[at + 1]) / (1 + g * (g + 0.5));
    double b = g * high + state[at];
    double l = g * b + state[at + 1];
    state[at] = g * high + b;
    state[at + 1] = g * b + l;
    return b;
  }
}
