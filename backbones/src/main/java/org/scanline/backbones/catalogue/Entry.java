package org.scanline.backbones.catalogue;

import java.util.List;

/**
 * One line of the catalogue. Texts are for people; an absent one is empty. Letters: B batch, T
 * time, H heads, K key width, V value width, D width, N states of a channel, C channels.
 *
 * @param name what it is called
 * @param paper who and when
 * @param arxiv number of the paper, or empty
 * @param classes our classes, relative to org.scanline.backbones; the first is the one to start
 *     with
 * @param equation the recurrence or formula in a line
 * @param features map of queries and keys
 * @param gate how the state decays
 * @param kernel the recurrence under it
 * @param normaliser what follows the recurrence
 * @param state numbers that are carried from step to step for each sequence of a batch
 * @param golden files of reference numbers it is checked against
 * @param note what a reader must know; for what was not built the reason
 */
public record Entry(
    String name,
    String paper,
    String arxiv,
    List<String> classes,
    String equation,
    String features,
    String gate,
    String kernel,
    String normaliser,
    String state,
    List<String> golden,
    String note) {

  /** Keeps the lists from changing. */
  public Entry {
    classes = List.copyOf(classes);
    golden = List.copyOf(golden);
  }

  /** Whether there is code. */
  public boolean built() {
    return !classes.isEmpty();
  }
}
