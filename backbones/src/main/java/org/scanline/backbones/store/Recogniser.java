package org.scanline.backbones.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.scanline.backbones.weights.Checkpoint;

/** Says which net a publisher's checkpoint belongs to; each medium brings its own. */
@FunctionalInterface
public interface Recogniser {
  /** Knows no net. */
  Recogniser NONE = (checkpoint, file) -> Optional.empty();

  /**
   * What is known about a net.
   *
   * @param architecture the kind of net
   * @param outputs names of what it gives, such as stems; may be empty
   * @param settings what else a program must know to run it; plain JSON values
   */
  record Recognised(String architecture, List<String> outputs, Map<String, Object> settings) {}

  /**
   * Looks at a checkpoint.
   *
   * @param file where it was read; what lies beside it may say more
   * @throws org.scanline.backbones.weights.WeightsException when it is one of a known net but does
   *     not fit it
   */
  Optional<Recognised> recognise(Checkpoint checkpoint, Path file);
}
