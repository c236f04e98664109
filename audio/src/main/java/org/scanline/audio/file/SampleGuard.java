package org.scanline.audio.file;

import java.util.List;
import org.scanline.audio.AudioBuffer;

/**
 * Replaces samples that are no sound by 0 and counts them: NaN, infinities, and values beyond 10^6
 * times full scale. One of them would poison a recurrent state for the rest of a song.
 */
final class SampleGuard {
  private static final float LIMIT = 1e6f;

  private long count;
  private long first = -1;

  /**
   * Checks {@code frames} frames from {@code from} on; {@code position} is the first one's place.
   */
  void check(float[][] channels, int from, int frames, long position) {
    for (float[] channel : channels) {
      for (int i = from; i < from + frames; i++) {
        if (!(Math.abs(channel[i]) <= LIMIT)) {
          channel[i] = 0;
          count++;
          long place = position + i - from;
          first = first < 0 ? place : Math.min(first, place);
        }
      }
    }
  }

  List<String> warnings() {
    return count == 0
        ? List.of()
        : List.of(
            "%d sample(s) are not numbers or absurdly large, the first at frame %d; taken as silence"
                .formatted(count, first));
  }

  /** Refuses a block that is to be written. */
  static void demandNumbers(AudioBuffer block) {
    for (int c = 0; c < block.channels(); c++) {
      for (float sample : block.channel(c)) {
        if (!Float.isFinite(sample)) {
          throw new IllegalArgumentException("a sample to be written is not a finite number");
        }
      }
    }
  }
}
