package org.scanline.datasets.songs;

import java.util.List;

/** Choices among the General MIDI programs (numbered from 0). */
final class Programs {
  private static final List<Integer> CHORDS =
      List.of(
          0, 1, 2, 3, 4, 5, 6, 7, 11, 16, 17, 18, 19, 21, 22, 24, 25, 26, 27, 27, 28, 29, 29, 30,
          30, 44, 46, 48, 49, 50, 51, 61, 62, 63, 80, 81, 81, 88, 89, 90, 92, 93, 94, 95, 104);
  private static final List<Integer> LEADS =
      List.of(
          0, 4, 11, 12, 13, 22, 25, 26, 27, 29, 30, 40, 41, 42, 56, 57, 59, 60, 64, 65, 66, 67, 68,
          71, 73, 74, 75, 78, 79, 80, 81, 82, 83, 84, 87, 105);

  private Programs() {}

  /** Choir and voice patches, which would put singing into a stem that is not vocals. */
  static boolean isVoice(int program) {
    return program == 52 || program == 53 || program == 54 || program == 85 || program == 91;
  }

  /** Another instrument of the same family of eight, or one of any kind that plays chords. */
  static int likely(int program, Draw draw) {
    if (draw.chance(0.35)) {
      return draw.pick(CHORDS);
    }
    int choice = program / 8 * 8 + draw.whole(0, 7);
    return isVoice(choice) || choice >= 112 ? program : choice;
  }

  static int bass(Draw draw) {
    return draw.whole(32, 39);
  }

  static int lead(Draw draw) {
    return draw.pick(LEADS);
  }
}
