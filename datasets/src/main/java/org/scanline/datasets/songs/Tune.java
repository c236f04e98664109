package org.scanline.datasets.songs;

import java.util.ArrayList;
import java.util.List;

/**
 * Key, tempo and chords that all parts of a song share.
 *
 * @param tonic pitch class of the key, 0 = C
 * @param minor whether the key is natural minor
 * @param tempo quarter notes per minute
 * @param chords one chord a bar
 */
record Tune(int tonic, boolean minor, double tempo, List<Chord> chords) {
  private static final int[] MAJOR = {0, 2, 4, 5, 7, 9, 11};
  private static final int[] MINOR = {0, 2, 3, 5, 7, 8, 10};
  private static final String[] NAMES = {
    "C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"
  };
  private static final int[][] MAJOR_LOOPS = {
    {0, 4, 5, 3},
    {0, 5, 3, 4},
    {0, 3, 4, 3},
    {0, 5, 1, 4},
    {5, 3, 0, 4},
    {0, 2, 3, 4},
    {0, 3, 0, 4},
    {1, 4, 0, 0},
    {0, 0, 3, 3},
    {3, 4, 2, 5}
  };
  private static final int[][] MINOR_LOOPS = {
    {0, 5, 2, 6},
    {0, 3, 4, 0},
    {0, 6, 5, 4},
    {0, 0, 5, 6},
    {0, 3, 5, 6},
    {0, 2, 6, 3},
    {0, 5, 6, 0},
    {0, 0, 0, 0},
    {5, 6, 0, 0},
    {0, 0, 3, 3}
  };

  /**
   * A chord: pitch class of its root, intervals in semitones above it, and its name for the
   * accompaniment program.
   */
  record Chord(int root, List<Integer> intervals, String name) {}

  static Tune drawn(Draw draw, double tempo, int bars) {
    int tonic = draw.whole(0, 11);
    boolean minor = draw.chance(0.5);
    int[][] loops = minor ? MINOR_LOOPS : MAJOR_LOOPS;
    int[] first = loops[draw.whole(0, loops.length - 1)];
    int[] second = draw.chance(0.5) ? first : loops[draw.whole(0, loops.length - 1)];
    double colour = draw.chance(0.5) ? 0 : draw.range(0.1, 0.7);
    List<Chord> chords = new ArrayList<>();
    for (int bar = 0; bar < bars; bar++) {
      int degree = (bar / 8 % 2 == 0 ? first : second)[bar % 4];
      boolean dominant = minor && degree == 4 && draw.chance(0.6);
      chords.add(chord(tonic, minor, degree, dominant, draw.chance(colour) ? draw.whole(1, 3) : 0));
    }
    return new Tune(tonic, minor, tempo, List.copyOf(chords));
  }

  private static Chord chord(int tonic, boolean minor, int degree, boolean dominant, int colour) {
    int[] scale = minor ? MINOR : MAJOR;
    int root = scale[degree];
    int third = dominant ? 4 : Math.floorMod(scale[(degree + 2) % 7] - root, 12);
    int fifth = Math.floorMod(scale[(degree + 4) % 7] - root, 12);
    int seventh = Math.floorMod(scale[(degree + 6) % 7] - root, 12);
    int pitchClass = (tonic + root) % 12;
    String quality = fifth == 6 ? "dim" : third == 3 ? "m" : "";
    if (colour == 1 && fifth == 7) {
      return new Chord(
          pitchClass,
          List.of(0, third, 7, seventh),
          NAMES[pitchClass] + quality + (third == 4 && seventh == 11 ? "maj7" : "7"));
    }
    if (colour == 2 && fifth == 7 && third == 4) {
      return new Chord(pitchClass, List.of(0, 5, 7), NAMES[pitchClass] + "sus4");
    }
    if (colour == 3 && fifth == 7 && third == 4) {
      return new Chord(pitchClass, List.of(0, 4, 7, 14), NAMES[pitchClass] + "add9");
    }
    return new Chord(pitchClass, List.of(0, third, fifth), NAMES[pitchClass] + quality);
  }

  Chord chord(int bar) {
    return chords.get(Math.min(chords.size() - 1, Math.max(0, bar)));
  }

  double beatSeconds() {
    return 60 / tempo;
  }

  /**
   * The key of the scale that lies `steps` scale steps above the tonic in the octave at MIDI key
   * `base`.
   */
  int scaleKey(int base, int steps) {
    int[] scale = minor ? MINOR : MAJOR;
    int start = base + Math.floorMod(tonic - base, 12);
    return start + 12 * Math.floorDiv(steps, 7) + scale[Math.floorMod(steps, 7)];
  }
}
