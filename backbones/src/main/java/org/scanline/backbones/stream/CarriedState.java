package org.scanline.backbones.stream;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a stream remembers, handed over piece by piece in an order that is always the same: either
 * written to a file, or replaced by what another stream has written.
 *
 * <p>A stream goes through all that it remembers once, for both directions: {@code seen =
 * state.number(seen)}. One thread at a time.
 */
public interface CarriedState {

  /** A number: the same when writing, what was written when reading. */
  int number(int now) throws IOException;

  /** Samples: the same array when writing, a new one when reading; null stays null. */
  float @Nullable [] samples(float @Nullable [] now) throws IOException;

  /** Writes everything that is handed over. */
  static CarriedState to(DataOutputStream out) {
    return new WrittenState(out);
  }

  /** Replaces everything that is handed over by what was written. */
  static CarriedState from(DataInputStream in) {
    return new ReadState(in);
  }
}
