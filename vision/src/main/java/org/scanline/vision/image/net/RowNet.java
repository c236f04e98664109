package org.scanline.vision.image.net;

import ai.djl.ndarray.NDManager;

/**
 * A net over images that reads them from the top down with a bounded memory. Immutable and
 * thread-safe once it is initialized; a stage belongs to one image.
 */
public interface RowNet {

  /** Channels of an image, in and out. */
  int channels();

  /** Rows and columns that go out for each that comes in. */
  int scale();

  /** Rows and columns that an image must have at least. */
  default int leastSide() {
    return 1;
  }

  /** Starts above an image; the manager owns what is carried. */
  RowStage open(NDManager carrier, Picture picture);
}
