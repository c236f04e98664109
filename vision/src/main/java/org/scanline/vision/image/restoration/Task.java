package org.scanline.vision.image.restoration;

/** What a net does to a picture. */
public enum Task {
  /** Makes it larger by a whole factor. */
  UPSCALE,
  /** Takes noise away. */
  DENOISE
}
