package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import org.scanline.backbones.stream.Resumable;

/**
 * A part of a net that reads an image from the top down, some rows at a time, and carries what it
 * has to remember of the rows above. One thread at a time.
 *
 * <p>What it has made does not depend on how the rows were cut but for rounding: other numbers of
 * rows may round differently. Results belong to the manager of the rows.
 */
public interface RowStage extends Resumable, AutoCloseable {

  /**
   * Reads some rows.
   *
   * @param x (1,C,rows,W), maybe without rows
   * @param last whether the image ends with them
   * @return (1,C',rows',W'), the rows that are final now; maybe none, and then of any number of
   *     channels
   */
  NDArray rows(NDArray x, boolean last);

  /** Rows below a row that must be read before it is final. */
  int lookahead();

  /** Calls by which rows come out later than they are known. */
  default int delay() {
    return 0;
  }

  /** Releases what is carried. */
  @Override
  default void close() {}
}
