package org.scanline.backbones.weights;

/**
 * A file made to do harm.
 *
 * @param title what is wrong with it
 * @param bytes its content
 * @param reason a part of what the refusal must say
 */
@SuppressWarnings("ArrayRecordComponent")
record Hostile(String title, byte[] bytes, String reason) {
  @Override
  public String toString() {
    return title;
  }
}
