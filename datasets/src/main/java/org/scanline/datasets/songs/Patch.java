package org.scanline.datasets.songs;

/**
 * A subtractive synthesiser sound.
 *
 * @param wave oscillator shape
 * @param unison detuned copies of the oscillator
 * @param detune spread of the copies in cents
 * @param sub level of a sine one octave below
 * @param cutoff resting cutoff of the low-pass filter in Hz
 * @param sweep octaves that the filter's envelope opens it by
 * @param resonance 0..0.95
 * @param attack seconds
 * @param decay seconds of both envelopes
 * @param sustain level 0..1
 * @param release seconds
 * @param spread stereo width of the copies, 0..1
 * @param motion octaves by which the filter drifts slowly
 */
record Patch(
    Wave wave,
    int unison,
    double detune,
    double sub,
    double cutoff,
    double sweep,
    double resonance,
    double attack,
    double decay,
    double sustain,
    double release,
    double spread,
    double motion) {
  /** Oscillator shapes. */
  enum Wave {
    SAW,
    SQUARE,
    TRIANGLE,
    SINE,
    FM
  }

  private static Wave wave(Draw draw) {
    return draw.pick(java.util.List.of(Wave.SAW, Wave.SAW, Wave.SQUARE, Wave.TRIANGLE, Wave.FM));
  }

  static Patch bass(Draw draw) {
    return switch (draw.whole(0, 4)) {
      case 0 ->
          new Patch(
              Wave.SINE,
              1,
              0,
              0,
              8000,
              0,
              0,
              0.004,
              draw.ratio(0.3, 2),
              draw.range(0.4, 1),
              0.05,
              0,
              0);
      case 1 ->
          new Patch(
              Wave.SAW,
              draw.whole(2, 4),
              draw.range(6, 35),
              draw.range(0, 0.8),
              draw.ratio(150, 900),
              draw.range(0, 2),
              0.2,
              0.005,
              0.3,
              0.9,
              0.05,
              draw.range(0, 0.5),
              draw.range(0, 1.5));
      case 2 ->
          new Patch(
              Wave.SAW,
              1,
              0,
              draw.range(0, 0.5),
              draw.ratio(120, 500),
              draw.range(2, 4.5),
              draw.range(0.4, 0.9),
              0.003,
              draw.ratio(0.08, 0.4),
              draw.range(0, 0.5),
              0.04,
              0,
              0);
      case 3 ->
          new Patch(
              Wave.FM,
              1,
              0,
              draw.range(0, 0.6),
              draw.ratio(600, 3000),
              1,
              0.1,
              0.003,
              draw.ratio(0.1, 0.6),
              draw.range(0.1, 0.8),
              0.05,
              0,
              0);
      default ->
          new Patch(
              Wave.SQUARE,
              draw.whole(1, 2),
              8,
              draw.range(0, 0.7),
              draw.ratio(200, 1200),
              draw.range(0, 2.5),
              draw.range(0, 0.5),
              0.004,
              draw.ratio(0.1, 0.5),
              draw.range(0.3, 1),
              0.05,
              0,
              0);
    };
  }

  static Patch pad(Draw draw) {
    return new Patch(
        draw.pick(java.util.List.of(Wave.SAW, Wave.SAW, Wave.SQUARE, Wave.TRIANGLE)),
        draw.whole(2, 4),
        draw.range(6, 22),
        0,
        draw.ratio(400, 5000),
        draw.range(0, 1.5),
        draw.range(0, 0.4),
        draw.ratio(0.03, 0.8),
        1.0,
        draw.range(0.6, 1),
        draw.ratio(0.2, 1.2),
        draw.range(0.4, 1),
        draw.range(0, 1.5));
  }

  static Patch pluck(Draw draw) {
    return new Patch(
        wave(draw),
        draw.whole(1, 3),
        draw.range(3, 18),
        0,
        draw.ratio(300, 2500),
        draw.range(1, 4),
        draw.range(0, 0.7),
        0.003,
        draw.ratio(0.06, 0.4),
        draw.range(0, 0.3),
        draw.ratio(0.04, 0.3),
        draw.range(0, 0.8),
        0);
  }

  static Patch lead(Draw draw) {
    return new Patch(
        wave(draw),
        draw.whole(1, 4),
        draw.range(3, 20),
        draw.chance(0.3) ? 0.3 : 0,
        draw.ratio(900, 7000),
        draw.range(0, 2),
        draw.range(0, 0.5),
        draw.ratio(0.004, 0.05),
        0.4,
        draw.range(0.5, 1),
        draw.ratio(0.05, 0.3),
        draw.range(0, 0.8),
        draw.range(0, 0.5));
  }
}
