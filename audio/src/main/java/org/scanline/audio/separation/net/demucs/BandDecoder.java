package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.List;
import org.scanline.audio.separation.net.demucs.HybridConfig.Level;
import org.scanline.backbones.layer.Scoped;

/**
 * A level of the spectrum's decoder with other weights for each band; the publisher's MultiWrap.
 *
 * <p>Where two bands meet, their outputs overlap and are added.
 */
final class BandDecoder extends Part implements FrequencyDecoder {
  private final List<DecoderLayer> layers = new ArrayList<>();
  private final List<Double> ends;
  private final int stride;
  private final boolean last;

  /** Declares the parameters of one layer more than there are cuts. */
  BandDecoder(Level level, List<Double> cuts, boolean last) {
    this.last = last;
    stride = level.frequency().stride();
    ends = new ArrayList<>(cuts);
    ends.add(1.0);
    for (int i = 0; i < ends.size(); i++) {
      layers.add(new DecoderLayer(level, level.frequency(), level.decoded(), last));
    }
    parts("layers", layers);
  }

  @Override
  public NDArray apply(NDArray x, long length) {
    return Scoped.of(
        () -> {
          long rows = x.getShape().get(0);
          long start = 0;
          NDList outputs = new NDList();
          for (int i = 0; i < layers.size(); i++) {
            long limit = (long) Math.rint(rows * ends.get(i));
            DecoderLayer layer = layers.get(i);
            NDArray band = x.get(new NDIndex().addSliceDim(start, limit)).duplicate();
            NDArray out = layer.whole(layer.before(band));
            if (i > 0) {
              NDArray above = outputs.get(i - 1);
              long end = above.getShape().get(0);
              NDArray shared = rows(out, 0, stride).sub(layer.bias().reshape(1, -1, 1));
              Script.add(rows(above, end - stride, end), shared);
              out = rows(out, stride, out.getShape().get(0));
            }
            outputs.add(out);
            start = limit;
          }
          long cut = stride / 2;
          NDArray all = NDArrays.concat(outputs, 0);
          all = rows(all, cut, all.getShape().get(0) - cut);
          return last ? all : Activation.apply("gelu", all);
        });
  }

  private static NDArray rows(NDArray x, long from, long to) {
    return x.get(new NDIndex().addSliceDim(from, to));
  }
}
