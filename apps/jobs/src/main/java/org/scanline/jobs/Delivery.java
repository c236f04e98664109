package org.scanline.jobs;

import java.nio.file.Path;
import java.util.List;

/**
 * What a job made.
 *
 * @param outputs the finished files
 * @param notes lines the user should know about (a rate that had to change, a file that ends early)
 * @param skipped true when nothing was done because everything was there already
 */
public record Delivery(List<Path> outputs, List<String> notes, boolean skipped) {

  /** Copies the lists. */
  public Delivery {
    outputs = List.copyOf(outputs);
    notes = List.copyOf(notes);
  }
}
