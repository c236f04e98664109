package org.scanline.cli;

/**
 * What the doctor found out about one part.
 *
 * @param state well, absent without harm, or broken
 * @param part what was looked at
 * @param text one line
 */
record Finding(State state, String part, String text) {

  /** How a part is. */
  enum State {
    WELL,
    ABSENT,
    BROKEN
  }

  String mark() {
    return switch (state) {
      case WELL -> "ok";
      case ABSENT -> "-";
      case BROKEN -> "BAD";
    };
  }
}
