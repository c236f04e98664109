package org.scanline.datasets.songs;

import java.util.List;

/** Drum-machine sounds from definitions: swept sines, noise bursts and clusters of square waves. */
final class DrumSynth {
  private DrumSynth() {}

  /** Every part synthetic. */
  static Kit drawn(Draw draw) {
    Kit kit = new Kit("drum machine");
    complete(kit, draw);
    kit.put(Kit.Part.CLAP, List.of(clap(draw)));
    kit.put(Kit.Part.OPEN_HAT, List.of(hat(draw, draw.range(0.15, 0.5))));
    kit.put(Kit.Part.CRASH, List.of(hat(draw, draw.range(0.8, 1.6))));
    kit.put(
        Kit.Part.TOM,
        List.of(swept(draw, draw.range(90, 160), draw.range(1.2, 1.8), draw.range(0.15, 0.4), 0)));
    kit.put(Kit.Part.PERCUSSION, List.of(draw.chance(0.5) ? blip(draw) : hat(draw, 0.03)));
    return kit;
  }

  /** Adds kick, snare and hat where they are missing. */
  static void complete(Kit kit, Draw draw) {
    if (!kit.has(Kit.Part.KICK)) {
      kit.put(
          Kit.Part.KICK,
          List.of(
              swept(
                  draw,
                  draw.range(42, 62),
                  draw.range(2.5, 7),
                  draw.ratio(0.1, 0.45),
                  draw.range(0, 0.4))));
    }
    if (!kit.has(Kit.Part.SNARE)) {
      kit.put(Kit.Part.SNARE, List.of(snare(draw)));
    }
    if (!kit.has(Kit.Part.HAT)) {
      kit.put(Kit.Part.HAT, List.of(hat(draw, draw.range(0.02, 0.07))));
    }
  }

  private static Sound mono(float[] x, double drive) {
    float peak = 1e-9f;
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) Math.tanh(drive * x[i]);
      peak = Math.max(peak, Math.abs(x[i]));
    }
    int fade = Math.min(x.length, 400);
    for (int i = 0; i < x.length; i++) {
      x[i] *= Math.min(1, (x.length - i) / (float) fade) / peak;
    }
    return new Sound(x, x.clone());
  }

  private static Sound swept(Draw draw, double hertz, double sweep, double decay, double click) {
    float[] x = new float[(int) (Sound.RATE * Math.min(2.0, decay * 5))];
    double phase = 0;
    double glide = draw.ratio(0.01, 0.06);
    for (int i = 0; i < x.length; i++) {
      double t = i / (double) Sound.RATE;
      phase += 2 * Math.PI * hertz * (1 + (sweep - 1) * Math.exp(-t / glide)) / Sound.RATE;
      x[i] =
          (float)
              (Math.sin(phase) * Math.exp(-t / decay) * Math.min(1, t / 0.001)
                  + click * draw.range(-1, 1) * Math.exp(-t / 0.003));
    }
    return mono(x, draw.range(0.8, 4));
  }

  private static Sound snare(Draw draw) {
    double tone = draw.range(150, 240);
    double ring = draw.range(0.04, 0.15);
    double rattle = draw.range(0.05, 0.22);
    double body = draw.range(0.2, 1);
    float[] noise = new float[(int) (Sound.RATE * 0.6)];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) draw.range(-1, 1);
    }
    Biquad.highPass(draw.ratio(600, 3000)).apply(noise);
    for (int i = 0; i < noise.length; i++) {
      double t = i / (double) Sound.RATE;
      double sines =
          Math.sin(2 * Math.PI * tone * t) + 0.6 * Math.sin(2 * Math.PI * tone * 1.78 * t);
      noise[i] = (float) (noise[i] * Math.exp(-t / rattle) + body * sines * Math.exp(-t / ring));
    }
    return mono(noise, draw.range(0.8, 3));
  }

  private static Sound clap(Draw draw) {
    float[] x = new float[Sound.RATE / 2];
    double tail = draw.range(0.06, 0.2);
    for (int i = 0; i < x.length; i++) {
      double t = i / (double) Sound.RATE;
      double bursts =
          Math.exp(-t / 0.006)
              + after(t, 0.011)
              + after(t, 0.022)
              + (t > 0.03 ? Math.exp(-(t - 0.03) / tail) : 0);
      x[i] = (float) (draw.range(-1, 1) * bursts);
    }
    Biquad.highPass(draw.range(500, 900)).apply(x);
    Biquad.peak(draw.range(900, 1600), 9, 1.2).apply(x);
    return mono(x, draw.range(0.5, 2));
  }

  private static double after(double t, double start) {
    return t > start ? Math.exp(-(t - start) / 0.006) : 0;
  }

  /** Six square waves at inharmonic frequencies and noise, high-passed. */
  private static Sound hat(Draw draw, double decay) {
    double[] hertz = new double[6];
    for (int k = 0; k < 6; k++) {
      hertz[k] = draw.range(200, 900) * 1.7;
    }
    double metal = draw.range(0, 1);
    float[] x = new float[(int) (Sound.RATE * Math.min(2.5, decay * 6))];
    for (int i = 0; i < x.length; i++) {
      double t = i / (double) Sound.RATE;
      double squares = 0;
      for (double f : hertz) {
        squares += (long) (2 * f * t) % 2 == 0 ? 1 : -1;
      }
      x[i] =
          (float) ((metal * squares / 4 + (1 - metal) * draw.range(-1, 1)) * Math.exp(-t / decay));
    }
    Biquad.highPass(draw.ratio(4500, 9000)).apply(x);
    Biquad.highPass(draw.ratio(2500, 6000)).apply(x);
    return mono(x, 1);
  }

  private static Sound blip(Draw draw) {
    return swept(draw, draw.ratio(300, 1800), draw.range(0.5, 2), draw.range(0.02, 0.08), 0.1);
  }
}
