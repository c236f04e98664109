package org.scanline.audio.separation.published;

import java.util.ArrayList;
import java.util.List;

/** Who is who in two windows of a net whose order of speakers is free. */
final class Speakers {
  private static final int MOST = 6; // 720 orders

  private Speakers() {}

  /**
   * The order of new stems that agrees best with the old ones: highest sum of the correlations.
   *
   * @param old stems (S,C,T)
   * @param oldAt first frame compared in the old ones
   * @param made new stems (S,C,T)
   * @param madeAt first frame compared in the new ones
   * @param frames compared; 0 keeps the order
   * @return for each old stem the index of the new one
   */
  static int[] order(float[][][] old, int oldAt, float[][][] made, int madeAt, int frames) {
    int stems = old.length;
    List<int[]> orders = new ArrayList<>();
    permute(new int[stems], 0, orders);
    if (frames == 0 || stems == 1 || stems > MOST) {
      return orders.get(0);
    }
    double[][] agreement = new double[stems][stems];
    for (int a = 0; a < stems; a++) {
      for (int b = 0; b < stems; b++) {
        agreement[a][b] = correlation(old[a], oldAt, made[b], madeAt, frames);
      }
    }
    int[] best = orders.get(0);
    double highest = Double.NEGATIVE_INFINITY;
    for (int[] order : orders) {
      double sum = 0;
      for (int s = 0; s < stems; s++) {
        sum += agreement[s][order[s]];
      }
      if (sum > highest) {
        highest = sum;
        best = order;
      }
    }
    return best;
  }

  /** All orders, the unchanged one first; of more than {@link #MOST} only that one. */
  private static void permute(int[] order, int filled, List<int[]> into) {
    if (filled == order.length) {
      into.add(order.clone());
      return;
    }
    for (int next = 0; next < order.length; next++) {
      boolean free = true;
      for (int i = 0; i < filled; i++) {
        free &= order[i] != next;
      }
      if (free && !(order.length > MOST && !into.isEmpty())) {
        order[filled] = next;
        permute(order, filled + 1, into);
      }
    }
  }

  private static double correlation(float[][] x, int xAt, float[][] y, int yAt, int frames) {
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (int c = 0; c < x.length; c++) {
      for (int i = 0; i < frames; i++) {
        double a = x[c][xAt + i];
        double b = y[c][yAt + i];
        xx += a * a;
        yy += b * b;
        xy += a * b;
      }
    }
    return xx == 0 || yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
  }
}
