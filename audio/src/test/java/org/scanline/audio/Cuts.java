package org.scanline.audio;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Ways to cut a length into pieces. */
public final class Cuts {
  private Cuts() {}

  /**
   * Pieces of the given length (0 for everything at once, -1 for random ones, empty ones among
   * them).
   */
  public static List<AudioBuffer> pieces(AudioBuffer sound, int length, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<AudioBuffer> pieces = new ArrayList<>();
    int at = 0;
    while (at < sound.frames()) {
      int step = length == 0 ? sound.frames() : length > 0 ? length : random.nextInt(5000);
      int to = Math.min(sound.frames(), at + step);
      pieces.add(sound.slice(at, to));
      at = to;
    }
    return pieces;
  }
}
