package org.scanline.separate;

/** What to do when a sample of a stem would pass full scale. */
public enum ClipPolicy {
  /** Write samples as they are; integer formats cut them off and say how many. */
  NONE,
  /**
   * Lower all stems by one gain, so that the loudest sample just fits and the stems still add up.
   */
  COMMON_GAIN,
  /** Cut samples off at full scale, in float formats too. */
  CLAMP
}
