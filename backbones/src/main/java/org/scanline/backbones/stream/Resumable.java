package org.scanline.backbones.stream;

import java.io.IOException;

/** Something with a memory that can be written down and taken over by another of its kind. */
@FunctionalInterface
public interface Resumable {

  /**
   * Hands over everything that is remembered, in an order that is always the same, to be kept or
   * replaced. What takes over has seen no input yet.
   *
   * @throws IOException when what was written is cut off or cannot be written
   */
  void carry(CarriedState state) throws IOException;
}
