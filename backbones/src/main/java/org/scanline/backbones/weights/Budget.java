package org.scanline.backbones.weights;

/** Steps that a file may cost; few bytes of a pickle can ask for very many. Not thread-safe. */
final class Budget {
  private final String what;
  private long left;

  Budget(String what, long steps) {
    this.what = what;
    this.left = steps;
  }

  /** Pays for steps that are about to be taken. */
  void spend(long steps) {
    if (steps > left) {
      throw new IllegalArgumentException(what);
    }
    left -= steps;
  }
}
