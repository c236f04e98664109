package org.scanline.datasets.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.scanline.backbones.weights.Safetensors;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.image.ImageStrip;

/**
 * A picture and what a net made of it, for programs that compute the same net.
 *
 * @param picture all rows that went in
 * @param result all rows that came out, not cut off to 0..1
 * @param sigma the noise that the net was told of, 8-bit levels
 */
public record ImagePair(ImageStrip picture, ImageStrip result, double sigma) {

  /** Writes safetensors: picture (C,H,W), result (C,H',W'), sigma (1). */
  public void write(Path file) throws IOException {
    Safetensors.write(
        file,
        Map.of(
            "picture", tensor(picture),
            "result", tensor(result),
            "sigma", Tensor.of(new float[] {(float) sigma}, 1)),
        Map.of());
  }

  private static Tensor tensor(ImageStrip strip) {
    int each = strip.plane(0).length;
    float[] values = new float[Math.multiplyExact(strip.channels(), each)];
    for (int c = 0; c < strip.channels(); c++) {
      System.arraycopy(strip.plane(c), 0, values, c * each, each);
    }
    return Tensor.of(values, strip.channels(), strip.rows(), strip.width());
  }
}
