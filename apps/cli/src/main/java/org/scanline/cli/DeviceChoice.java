package org.scanline.cli;

/** Where the model computes. */
enum DeviceChoice {
  /** The GPU where there is a usable one, else the CPU. */
  AUTO,
  CPU,
  /** The GPU, or an error that says why not. */
  GPU
}
