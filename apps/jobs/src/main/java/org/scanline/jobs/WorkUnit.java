package org.scanline.jobs;

/** What a job counts, in words: seconds of sound, rows of a picture. */
public interface WorkUnit {

  /** An amount, such as {@code 4:54}. */
  String amount(double units);

  /** A speed, such as {@code 12.3x real time}; units per second of wall time. */
  String speed(double unitsPerSecond);
}
