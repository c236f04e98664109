package org.scanline.jobs;

/** What to do when an output is there already. */
public enum OnExisting {
  /** Refuse the whole run before any work. */
  FAIL,
  /** Keep what is there and make only what is missing. */
  SKIP,
  /** Replace it, once the new file is complete. */
  OVERWRITE,
  /** Number the new one: {@code song (2)}. */
  RENAME
}
