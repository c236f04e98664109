package org.scanline.separate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.scanline.audio.AudioBuffer;

/** The stretch of a song whose stems have not come yet. One thread at a time. */
final class Unanswered {
  private final Deque<AudioBuffer> blocks = new ArrayDeque<>();

  void add(AudioBuffer block) {
    if (!block.isEmpty()) {
      blocks.add(block);
    }
  }

  /** The next frames of the song; they must have been added before. */
  AudioBuffer take(AudioBuffer like) {
    List<AudioBuffer> parts = new ArrayList<>();
    parts.add(AudioBuffer.empty(like.sampleRate(), like.channels()));
    int wanted = like.frames();
    while (wanted > 0) {
      AudioBuffer next = blocks.remove();
      int frames = Math.min(wanted, next.frames());
      parts.add(next.slice(0, frames));
      if (frames < next.frames()) {
        blocks.addFirst(next.slice(frames, next.frames()));
      }
      wanted -= frames;
    }
    return AudioBuffer.concat(parts);
  }
}
