package org.scanline.datasets.songs;

/**
 * Which material a song may use: validation songs have voices, grooves, kits and a soundfont of
 * their own.
 */
public enum Split {
  /** Songs to train on. */
  TRAIN,
  /** Songs to choose checkpoints by. */
  VALIDATION
}
