package org.scanline.vision.image.file;

import java.util.List;

/**
 * The frame of a JPEG image (T.81, B.2.2).
 *
 * @param width pixels in a row
 * @param height rows
 * @param progressive whether its blocks come in several passes
 * @param components one for gray, three or four for colour
 */
record JpegFrame(int width, int height, boolean progressive, List<Component> components) {

  /**
   * One component.
   *
   * @param id the file's name for it
   * @param across its blocks side by side in a unit
   * @param down its blocks one below the other in a unit
   * @param table number of its quantisation
   */
  record Component(int id, int across, int down, int table) {}

  static final int BLOCK = 8;

  private static int parts(int whole, int part) {
    return (whole + part - 1) / part;
  }

  int mostAcross() {
    return components.stream().mapToInt(Component::across).max().orElse(1);
  }

  int mostDown() {
    return components.stream().mapToInt(Component::down).max().orElse(1);
  }

  /** Units side by side. */
  int unitsAcross() {
    return parts(width, BLOCK * mostAcross());
  }

  /** Units one below the other. */
  int unitsDown() {
    return parts(height, BLOCK * mostDown());
  }

  /** Samples of a component in a row. */
  int width(int component) {
    return (int)
        (((long) width * components.get(component).across() + mostAcross() - 1) / mostAcross());
  }

  /** Rows of a component. */
  int height(int component) {
    return (int) (((long) height * components.get(component).down() + mostDown() - 1) / mostDown());
  }

  /** Blocks of a component side by side, those that only fill units included. */
  int stride(int component) {
    return unitsAcross() * components.get(component).across();
  }

  /** Blocks of a component that hold samples: side by side. */
  int blocksAcross(int component) {
    return parts(width(component), BLOCK);
  }

  /** Blocks of a component that hold samples: one below the other. */
  int blocksDown(int component) {
    return parts(height(component), BLOCK);
  }

  /** All blocks. */
  double blocks() {
    double sum = 0;
    for (int c = 0; c < components.size(); c++) {
      sum += (double) blocksAcross(c) * blocksDown(c);
    }
    return sum;
  }

  /** Room for the coefficients of a row of units: of each component, block after block. */
  short[][] room() {
    short[][] room = new short[components.size()][];
    for (int c = 0; c < room.length; c++) {
      room[c] = new short[stride(c) * components.get(c).down() * BLOCK * BLOCK];
    }
    return room;
  }
}
