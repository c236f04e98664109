package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A net whose answer shows where its window lay: stem s is (s+1)·x + 0.1·t/T + 0.05·s·mean(x), all
 * times a scale.
 *
 * @param stems names
 * @param sampleRate Hz
 * @param channels C
 * @param scale of everything
 * @param bias factor of the mean
 * @param valid least number of frames wanted
 */
record Toy(List<String> stems, int sampleRate, int channels, double scale, double bias, long valid)
    implements WindowNet {

  static Toy demucs(double scale, long valid) {
    return new Toy(List.of("a", "b"), 1000, 2, scale, 0.05, valid);
  }

  @Override
  public NDArray separate(NDArray x) {
    long frames = x.getShape().get(2);
    NDManager manager = x.getManager();
    try (NDManager here = manager.newSubManager()) {
      NDArray t = here.arange((int) frames).toType(x.getDataType(), true).mul(0.1 / frames);
      NDArray all = here.create(new Shape(1, stems.size(), channels, frames));
      float[] values = new float[(int) all.size()];
      float[] in = x.toFloatArray();
      float[] ramp = t.toFloatArray();
      double mean = IntStream.range(0, in.length).mapToDouble(i -> in[i]).sum() / in.length;
      for (int i = 0; i < values.length; i++) {
        int s = i / in.length;
        values[i] =
            (float)
                (scale
                    * ((s + 1) * in[i % in.length] + ramp[(int) (i % frames)] + bias * s * mean));
      }
      return manager.create(values, all.getShape());
    }
  }

  @Override
  public long validLength(long frames) {
    return Math.max(valid, frames);
  }

  @Override
  public void close() {}
}
