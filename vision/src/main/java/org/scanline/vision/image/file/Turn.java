package org.scanline.vision.image.file;

/**
 * How the rows of a turned image come from the stored one.
 *
 * @param columns whether its rows are columns of the stored image
 * @param backward whether these are taken from the last to the first
 * @param mirrored whether each is read from its end
 */
record Turn(boolean columns, boolean backward, boolean mirrored) {
  static final Turn NONE = new Turn(false, false, false);

  /** What makes an image upright, by the number that Exif and TIFF have for it. */
  static Turn of(int orientation) {
    return switch (orientation) {
      case 2 -> new Turn(false, false, true);
      case 3 -> new Turn(false, true, true);
      case 4 -> new Turn(false, true, false);
      case 5 -> new Turn(true, false, false);
      case 6 -> new Turn(true, false, true);
      case 7 -> new Turn(true, true, true);
      case 8 -> new Turn(true, true, false);
      default -> NONE;
    };
  }

  /** This and then rows and columns exchanged. */
  Turn transposed() {
    return new Turn(!columns, mirrored, backward);
  }

  /** Whether the rows come in the order in which they are stored. */
  boolean inOrder() {
    return !columns && !backward;
  }
}
