package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What goes down one branch of a U-net and comes up again. One thread at a time. */
final class Branch {
  private final Deque<NDArray> skips = new ArrayDeque<>();
  private final Deque<Long> lengths = new ArrayDeque<>();
  private @Nullable NDArray x;

  Branch(NDArray x) {
    this.x = x;
  }

  /** What the branch holds. */
  NDArray current() {
    if (x == null) {
      throw new IllegalStateException("the branch holds nothing");
    }
    return x;
  }

  /** Goes on with another array; the one before is closed, unless it waits for the way up. */
  void replace(NDArray next) {
    if (x != null && x != skips.peek()) {
      x.close();
    }
    x = next;
  }

  /** Remembers the frames of what a level is given. */
  void enter() {
    lengths.push(current().getShape().get(2));
  }

  /** Frames of what the level was given on the way down. */
  long leave() {
    return lengths.pop();
  }

  /** Keeps the level's output for the way up. */
  void keep() {
    skips.push(current());
  }

  /** Drops the bottom's output where nothing but what was kept goes up. */
  void forget() {
    x = null;
  }

  /** Adds what was kept at the level. */
  void join() {
    NDArray skip = skips.pop();
    if (x == null) {
      x = skip;
    } else {
      NDArray sum = Script.add(x, skip);
      x.close();
      skip.close();
      x = sum;
    }
  }
}
