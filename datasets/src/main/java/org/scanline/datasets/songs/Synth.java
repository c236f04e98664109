package org.scanline.datasets.songs;

import java.util.List;

/**
 * Renders notes with a subtractive patch: band-limited oscillators (polynomial step correction,
 * Välimäki 2007), a state-variable low-pass filter with envelope, and an amplitude envelope.
 */
final class Synth {
  private static final int CONTROL = 32; // samples between two values of the filter's cutoff

  private final Patch patch;
  private final double drift;

  Synth(Patch patch, Draw draw) {
    this.patch = patch;
    this.drift = draw.range(0.05, 0.4);
  }

  Sound play(List<Note> notes, int frames, Draw draw) {
    Sound out = new Sound(frames);
    for (Note note : notes) {
      int length = (int) ((note.seconds() + patch.release() * 2) * Sound.RATE);
      int start = note.frame();
      int count = Math.min(length, frames - start);
      if (count > 0) {
        render(note, count, draw, out);
      }
    }
    return out;
  }

  private void render(Note note, int count, Draw draw, Sound out) {
    Sound voice = new Sound(count);
    for (int u = 0; u < patch.unison(); u++) {
      double place = patch.unison() == 1 ? 0 : 2.0 * u / (patch.unison() - 1) - 1;
      double hertz = Note.hertz(note.pitch() + place * patch.detune() / 100);
      double pan = place * patch.spread();
      double gain = 1 / Math.sqrt(patch.unison());
      oscillate(
          voice,
          hertz,
          draw.range(0, 1),
          gain * (1 - Math.max(0, pan)),
          gain * (1 + Math.min(0, pan)));
    }
    if (patch.sub() > 0) {
      sine(voice, Note.hertz(note.pitch() - 12), patch.sub());
    }
    filter(voice.left, note);
    filter(voice.right, note);
    envelope(voice, note);
    double gain = Math.pow(note.velocity() / 127.0, 1.2) * 0.3;
    out.add(voice, note.frame(), gain, gain);
  }

  private void oscillate(Sound voice, double hertz, double start, double left, double right) {
    double step = Math.min(0.45, hertz / Sound.RATE);
    double phase = start;
    float l = (float) left;
    float r = (float) right;
    for (int i = 0; i < voice.frames(); i++) {
      double x =
          switch (patch.wave()) {
            case SAW -> 2 * phase - 1 - correction(phase, step);
            case SQUARE ->
                (phase < 0.5 ? 1 : -1)
                    + correction(phase, step)
                    - correction((phase + 0.5) % 1, step);
            case TRIANGLE -> 1.5 * (4 * Math.abs(phase - 0.5) - 1);
            case SINE -> 1.4 * Math.sin(2 * Math.PI * phase);
            case FM ->
                Math.sin(
                    2 * Math.PI * phase
                        + 3
                            * Math.exp(-i / (patch.decay() * Sound.RATE))
                            * Math.sin(4 * Math.PI * phase));
          };
      voice.left[i] += l * (float) x;
      voice.right[i] += r * (float) x;
      phase += step;
      if (phase >= 1) {
        phase -= 1;
      }
    }
  }

  /** Smooths the step of a sawtooth over one sample on either side. */
  private static double correction(double phase, double step) {
    if (phase < step) {
      double t = phase / step;
      return t + t - t * t - 1;
    } else if (phase > 1 - step) {
      double t = (phase - 1) / step;
      return t * t + t + t + 1;
    }
    return 0;
  }

  private static void sine(Sound voice, double hertz, double gain) {
    double step = 2 * Math.PI * hertz / Sound.RATE;
    for (int i = 0; i < voice.frames(); i++) {
      float x = (float) (gain * 1.4 * Math.sin(step * i));
      voice.left[i] += x;
      voice.right[i] += x;
    }
  }

  private void filter(float[] x, Note note) {
    double damping = 2 - 1.9 * patch.resonance();
    double low = 0;
    double band = 0;
    double g = 0;
    double scale = 1;
    for (int i = 0; i < x.length; i++) {
      if (i % CONTROL == 0) {
        double t = i / (double) Sound.RATE;
        double octaves =
            patch.sweep() * Math.exp(-t / patch.decay())
                + patch.motion() * Math.sin(2 * Math.PI * drift * (note.start() + t));
        double hertz = Math.min(18_000, patch.cutoff() * Math.pow(2, octaves));
        g = Math.tan(Math.PI * hertz / Sound.RATE);
        scale = 1 / (1 + g * (g + damping));
      }
      double high = (x[i] - (damping + g) * band - low) * scale;
      double b = g * high + band;
      double l = g * b + low;
      band = g * high + b;
      low = g * b + l;
      x[i] = (float) l;
    }
  }

  private void envelope(Sound voice, Note note) {
    int held = (int) (note.seconds() * Sound.RATE);
    double level = 0;
    double rise = 1 / Math.max(1, patch.attack() * Sound.RATE);
    double fall = 1 - Math.exp(-1 / (patch.decay() * Sound.RATE));
    double off = 1 - Math.exp(-3 / (patch.release() * Sound.RATE));
    boolean rising = true;
    for (int i = 0; i < voice.frames(); i++) {
      if (i >= held) {
        level -= off * level;
      } else if (rising) {
        level += rise;
        rising = level < 1;
      } else {
        level += fall * (patch.sustain() - level);
      }
      float g = (float) (level * Math.min(1, (voice.frames() - i) / 200.0));
      voice.left[i] *= g;
      voice.right[i] *= g;
    }
  }
}
