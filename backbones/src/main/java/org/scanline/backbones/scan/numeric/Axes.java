package org.scanline.backbones.scan.numeric;

/** The order of axes of the arrays of a scan. */
public enum Axes {
  /** (B,D,T) and (B,G,N,T). */
  TIME_LAST,
  /** (B,T,D) and (B,T,G,N). */
  CHANNELS_LAST
}
