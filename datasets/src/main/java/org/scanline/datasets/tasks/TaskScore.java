package org.scanline.datasets.tasks;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a net got right in a test.
 *
 * @param length length of the sequences, in the task's own count
 * @param sequences how many
 * @param asked answers asked for
 * @param right answers that were right
 */
public record TaskScore(int length, int sequences, long asked, long right) {

  /** The share of right answers. */
  public double accuracy() {
    return asked == 0 ? Double.NaN : (double) right / asked;
  }

  void writeTo(ObjectNode json) {
    json.put("length", length);
    json.put("sequences", sequences);
    json.put("asked", asked);
    json.put("right", right);
    json.put("accuracy", accuracy());
  }
}
