package org.scanline.audio.separation.net.gtcrn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.published.CausalNet;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.weights.Parameters;
import org.scanline.backbones.weights.Tensor;

/** GTCRN with its weights: speech, and noise as what is left. Immutable and thread-safe. */
final class GtcrnNet implements CausalNet {
  static final String SPEECH = "speech";
  static final String NOISE = "noise";
  private final Gtcrn block = new Gtcrn();
  private final FrameWeights weights;

  /**
   * Loads the weights.
   *
   * @throws org.scanline.backbones.weights.WeightsException listing every name that does not fit
   */
  GtcrnNet(Map<String, Tensor> tensors, NDManager manager) {
    Parameters.load(block, tensors, manager);
    Map<String, float[]> numbers = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> numbers.put(name, tensor.toFloatArray()));
    weights = new FrameWeights(numbers, "");
  }

  @Override
  public int sampleRate() {
    return Gtcrn.SAMPLE_RATE;
  }

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public List<String> stems() {
    return List.of(SPEECH, NOISE);
  }

  @Override
  public NDArray separate(NDArray x) {
    return Scoped.of(
        () -> {
          Shape shape = x.getShape(); // (B,1,T)
          NDArray flat = x.reshape(shape.get(0), shape.get(2));
          NDArray speech = block.apply(new ParameterStore(x.getManager(), false), flat, false);
          NDArray both = NDArrays.stack(new NDList(speech, flat.sub(speech)), 1);
          return both.expandDims(2);
        });
  }

  @Override
  public SeparationStream stream(NDManager manager) {
    return new GtcrnStream(weights, manager::close);
  }

  @Override
  public void close() {
    block.clear();
  }
}
