package org.scanline.audio.separation.net;

/**
 * The running mean power of a bin, which makes the net independent of the level of its input.
 *
 * <p>An exponential mean over two seconds, divided by the weight it has gathered so far, so that
 * the first frame counts fully and a gain on the input is the same gain on the level. One thread
 * only.
 */
public final class RunningLevel {
  private static final double SECONDS = 2;

  private final double keep;
  private double sum;
  private double weight;

  /** Starts without a past. */
  public RunningLevel(BandSplitConfig config) {
    keep = Math.exp(-config.hop() / (SECONDS * config.sampleRate()));
  }

  /**
   * Takes the next frame in.
   *
   * @param power mean power of the frame's bins over all channels
   * @return the level at this frame
   */
  public float next(double power) {
    sum = keep * sum + (1 - keep) * power;
    weight = keep * weight + (1 - keep);
    return (float) (sum / weight);
  }
}
