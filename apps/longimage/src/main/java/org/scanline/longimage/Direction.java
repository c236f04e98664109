package org.scanline.longimage;

/** From which side a picture is read. */
public enum Direction {
  /** Sideways where that saves memory, else down. */
  AUTO,
  /** Row by row from the top. */
  DOWN,
  /** Column by column from the left: memory grows with the height instead of the width. */
  SIDEWAYS;

  /** Rows as long as this take so little memory that turning a picture is not worth it. */
  private static final int LONG_ROW = 1 << 14;

  /** Whether a picture of this size is read by columns. */
  boolean sideways(int width, int height) {
    return switch (this) {
      case AUTO -> width > LONG_ROW && width >= 2L * height;
      case DOWN -> false;
      case SIDEWAYS -> true;
    };
  }
}
