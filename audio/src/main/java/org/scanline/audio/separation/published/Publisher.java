package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDManager;
import java.util.Optional;

/** A family of published nets: recognises its files and builds nets from them. */
public interface Publisher {

  /**
   * Builds the net of a file.
   *
   * @param manager holds the weights; the caller closes it, also when the file does not fit
   * @return empty when the file is not of this family
   * @throws org.scanline.backbones.weights.WeightsException in one line, when it is of this family
   *     but a tensor is missing, extra or of another shape, or a setting is out of range
   */
  Optional<PublishedNet> open(PublishedFile file, NDManager manager);
}
