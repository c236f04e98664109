package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;

/**
 * Runs a net over single windows. Thread-safe.
 *
 * @param net the net
 * @param manager on whose device; each window gets one below it
 */
record NetRunner(WindowNet net, NDManager manager) {

  /**
   * Separates one window.
   *
   * @param sound (C,T)
   * @return stems (S,C,T)
   */
  float[][][] separate(float[][] sound) {
    int channels = sound.length;
    int frames = sound[0].length;
    try (NDManager here = manager.newSubManager()) {
      FloatBuffer values = FloatBuffer.allocate(channels * frames);
      for (float[] channel : sound) {
        values.put(channel);
      }
      NDArray x = here.create(values.flip(), new Shape(1, channels, frames));
      NDArray stems = net.separate(x);
      Shape wanted = new Shape(1, net.stems().size(), channels, frames);
      if (!stems.getShape().equals(wanted)) {
        throw new IllegalStateException("the net gave " + stems.getShape() + " for " + wanted);
      }
      return split(stems.toByteBuffer(true).asFloatBuffer(), net.stems().size(), channels, frames);
    }
  }

  private static float[][][] split(FloatBuffer values, int stems, int channels, int frames) {
    float[][][] split = new float[stems][channels][frames];
    for (float[][] stem : split) {
      for (float[] channel : stem) {
        values.get(channel);
      }
    }
    return split;
  }
}
