package org.scanline.backbones.model;

/** Where a model computes. */
public enum ComputeDevice {
  /** The GPU when the engine sees one, else the CPU. */
  AUTO,
  /** The CPU. */
  CPU,
  /** The first CUDA GPU. */
  GPU
}
