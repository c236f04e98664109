package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.backbones.layer.Scoped;

/**
 * A level of the spectrum's encoder with other weights for each band; the publisher's MultiWrap.
 *
 * <p>Bands overlap by what the kernel needs, so that equal weights in all bands would give what one
 * layer gives.
 */
final class BandEncoder extends Part implements FrequencyEncoder {
  private final List<EncoderLayer> layers = new ArrayList<>();
  private final List<Double> ends;
  private final int kernel;
  private final int stride;

  /** Declares the parameters of one layer more than there are cuts. */
  BandEncoder(Level level, List<Double> cuts) {
    StridedConvolution.Config shape = level.frequency();
    kernel = shape.kernel();
    stride = shape.stride();
    ends = new ArrayList<>(cuts);
    ends.add(1.0);
    for (int i = 0; i < ends.size(); i++) {
      layers.add(
          new EncoderLayer(
              level,
              new StridedConvolution.Config(
                  true, shape.inputs(), shape.outputs(), kernel, stride, 0)));
    }
    parts("layers", layers);
  }

  @Override
  public NDArray apply(NDArray x, @Nullable NDArray inject) {
    return Scoped.of(
        () -> {
          long rows = x.getShape().get(0);
          int padding = kernel / 4;
          long start = 0;
          NDList outputs = new NDList();
          for (int i = 0; i < layers.size(); i++) {
            boolean last = i == layers.size() - 1;
            int above = start == 0 ? padding : 0;
            long limit = rows;
            if (!last) {
              double size = Math.rint(rows * ends.get(i)) - start + above;
              long steps = (long) Math.rint((size - kernel) / stride + 1);
              limit = start + (steps - 1) * stride + kernel - above;
            }
            NDArray band = x.get(new NDIndex().addSliceDim(start, limit));
            band = padded(band, above, last ? padding : 0);
            outputs.add(layers.get(i).apply(band, null));
            start = limit - kernel + stride;
          }
          return NDArrays.concat(outputs, 0);
        });
  }

  private static NDArray padded(NDArray band, int above, int below) {
    return Script.of("x", "return torch.constant_pad_nd(x, [0, 0, 0, 0, %d, %d], 0)", above, below)
        .apply(false, band);
  }
}
