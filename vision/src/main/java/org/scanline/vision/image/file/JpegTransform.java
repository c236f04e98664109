package org.scanline.vision.image.file;

/**
 * The cosine transform of 8 x 8 blocks (T.81, A.3.3) in whole numbers of 13 bits, there and back.
 *
 * <p>The inverse gives the same samples as the accurate integer transform of the Independent JPEG
 * Group, which is what other programs show.
 */
final class JpegTransform {
  private static final int EIGHT = JpegFrame.BLOCK;

  /** What a pass keeps beyond whole numbers for the next, in bits. */
  private static final int KEPT = 2;

  private static final int FRACTION = 13;

  /** Even rows 2 and 6: sqrt(2) cos and sin of pi/8, times 8192. */
  private static final int COS_2 = 10_703;

  private static final int SIN_2 = 4433;
  private static final int COS_2_LOW = 10_704;

  /** sqrt(2) cos((2n+1) k pi/16) for odd k = 1, 3, 5, 7 (rows) and n = 0..3, times 8192. */
  private static final int[][] ODD = {
    {11_363, 9633, 6437, 2260},
    {9633, -2259, -11_362, -6436},
    {6437, -11_362, 2261, 9633},
    {2260, -6436, 9633, -11_363}
  };

  private final int[] work = new int[EIGHT * EIGHT];
  private final int[] line = new int[EIGHT];

  /**
   * Coefficients to samples.
   *
   * @param from coefficients by row times eight plus column, from an offset on
   * @param steps of the quantisation
   * @param to samples 0 to 255
   * @param stride from a row of samples to the next
   */
  void inverse(short[] from, int offset, int[] steps, byte[] to, int at, int stride) {
    boolean flat = true;
    for (int i = 1; i < EIGHT * EIGHT && flat; i++) {
      flat = from[offset + i] == 0;
    }
    if (flat) {
      int level = sample(from[offset] * steps[0] * (1 << KEPT), KEPT + 3);
      for (int y = 0; y < EIGHT; y++) {
        java.util.Arrays.fill(to, at + y * stride, at + y * stride + EIGHT, (byte) level);
      }
      return;
    }
    for (int x = 0; x < EIGHT; x++) {
      for (int y = 0; y < EIGHT; y++) {
        line[y] = from[offset + y * EIGHT + x] * steps[y * EIGHT + x];
      }
      back(line);
      for (int y = 0; y < EIGHT; y++) {
        work[y * EIGHT + x] = rounded(line[y], FRACTION - KEPT);
      }
    }
    for (int y = 0; y < EIGHT; y++) {
      System.arraycopy(work, y * EIGHT, line, 0, EIGHT);
      back(line);
      for (int x = 0; x < EIGHT; x++) {
        to[at + y * stride + x] = (byte) sample(line[x], FRACTION + KEPT + 3);
      }
    }
  }

  private static int rounded(int value, int bits) {
    return value + (1 << bits - 1) >> bits;
  }

  private static int sample(int value, int bits) {
    return Math.max(0, Math.min(255, rounded(value, bits) + 128));
  }

  /** Eight coefficients to eight values times 8192 sqrt(8), in place. */
  private static void back(int[] v) {
    int sum = v[0] + v[4] << FRACTION;
    int difference = v[0] - v[4] << FRACTION;
    int outer = COS_2 * v[2] + SIN_2 * v[6];
    int inner = SIN_2 * v[2] - COS_2_LOW * v[6];
    int[] even = {sum + outer, difference + inner, difference - inner, sum - outer};
    int a = v[1];
    int b = v[3];
    int c = v[5];
    int d = v[7];
    for (int n = 0; n < EIGHT / 2; n++) {
      int odd = ODD[0][n] * a + ODD[1][n] * b + ODD[2][n] * c + ODD[3][n] * d;
      v[n] = even[n] + odd;
      v[EIGHT - 1 - n] = even[n] - odd;
    }
  }

  /** Samples less 128, by row times eight plus column, to coefficients times 8, in place. */
  void forward(int[] block) {
    for (int y = 0; y < EIGHT; y++) {
      System.arraycopy(block, y * EIGHT, line, 0, EIGHT);
      there(line);
      for (int x = 0; x < EIGHT; x++) {
        block[y * EIGHT + x] = rounded(line[x], FRACTION - KEPT);
      }
    }
    for (int x = 0; x < EIGHT; x++) {
      for (int y = 0; y < EIGHT; y++) {
        line[y] = block[y * EIGHT + x];
      }
      there(line);
      for (int y = 0; y < EIGHT; y++) {
        block[y * EIGHT + x] = rounded(line[y], FRACTION + KEPT);
      }
    }
  }

  private static void there(int[] v) {
    int[] sums = new int[EIGHT / 2];
    int[] differences = new int[EIGHT / 2];
    for (int n = 0; n < EIGHT / 2; n++) {
      sums[n] = v[n] + v[EIGHT - 1 - n];
      differences[n] = v[n] - v[EIGHT - 1 - n];
    }
    int outer = sums[0] + sums[3];
    int inner = sums[1] + sums[2];
    int low = sums[0] - sums[3];
    int high = sums[1] - sums[2];
    v[0] = outer + inner << FRACTION;
    v[4] = outer - inner << FRACTION;
    v[2] = COS_2 * low + SIN_2 * high;
    v[6] = SIN_2 * low - COS_2_LOW * high;
    for (int k = 0; k < EIGHT / 2; k++) {
      int sum = 0;
      for (int n = 0; n < EIGHT / 2; n++) {
        sum += ODD[k][n] * differences[n];
      }
      v[2 * k + 1] = sum;
    }
  }
}
