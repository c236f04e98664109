package org.scanline.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what a mistyped word was meant to be. */
final class DidYouMean {
  private DidYouMean() {}

  /** The known word that takes the fewest slips, if they are few for its length. */
  static Optional<String> of(String typed, Collection<String> known) {
    int most = Math.max(1, typed.replace("-", "").length() / 3);
    return known.stream()
        .filter(word -> slips(typed, word) <= most)
        .min(Comparator.comparingInt((String word) -> slips(typed, word)).thenComparing(w -> w));
  }

  /** Letters wrong, missing, too many or swapped with their neighbour (optimal alignment). */
  static int slips(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
