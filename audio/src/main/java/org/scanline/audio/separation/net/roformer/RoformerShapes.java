package org.scanline.audio.separation.net.roformer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.weights.Tensor;
import org.scanline.backbones.weights.WeightsException;

/** What the names and shapes of a RoFormer's tensors say about it. */
final class RoformerShapes {
  private static final int[] FFTS = {2048, 4096, 1024, 8192, 512, 256};
  private static final int EXPANSION = 4; // of feed-forward layers, for messages only

  private final Map<String, long[]> shapes;

  RoformerShapes(Map<String, long[]> shapes) {
    this.shapes = shapes;
  }

  static RoformerShapes of(Map<String, Tensor> tensors) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return new RoformerShapes(shapes);
  }

  /** Whether the bands are those of a mel filter bank, whose transformers all end with a norm. */
  boolean mel() {
    return shapes.containsKey("layers.0.0.norm.gamma");
  }

  int width() {
    return size("band_split.to_features.0.1.weight", 0);
  }

  int depth() {
    return count("layers.%d.0.layers.0.0.norm.gamma");
  }

  int stems() {
    return count("mask_estimators.%d.to_freqs.0.0.0.weight");
  }

  RoformerConfig.Block block() {
    int axes = count("layers.0.%d.layers.0.0.norm.gamma");
    int linear = axes > 2 ? count("layers.0.0.layers.%d.0.norm.gamma") : 0;
    int first = axes > 2 ? 1 : 0;
    String time = "layers.0." + first;
    int heads = size(time + ".layers.0.0.to_gates.weight", 0);
    return new RoformerConfig.Block(
        linear,
        count(time + ".layers.%d.0.norm.gamma"),
        count("layers.0." + (first + 1) + ".layers.%d.0.norm.gamma"),
        heads,
        size(time + ".layers.0.0.to_qkv.weight", 0) / 3 / heads,
        size(time + ".layers.0.1.net.1.weight", 0));
  }

  RoformerConfig.Masks masks() {
    int layers = 0;
    while (shapes.containsKey("mask_estimators.0.to_freqs.0.0." + 2 * layers + ".weight")) {
      layers++;
    }
    int hidden = layers > 1 ? size("mask_estimators.0.to_freqs.0.0.0.weight", 0) : EXPANSION;
    return new RoformerConfig.Masks(layers, hidden);
  }

  /** Numbers of each band in one frame: 2 for each bin and channel. */
  private List<Integer> features() {
    List<Integer> features = new ArrayList<>();
    int bands = count("band_split.to_features.%d.0.gamma");
    for (int band = 0; band < bands; band++) {
      features.add(size("band_split.to_features." + band + ".0.gamma", 0));
    }
    return features;
  }

  /** Bands and channels. */
  record Layout(Bands bands, int channels) {
    int fft() {
      return 2 * (bands.bins() - 1);
    }
  }

  /**
   * The bands, tried with two channels and with one.
   *
   * @param sampleRate Hz, for mel bands
   * @param fft samples of a frame; null to find it
   */
  Layout layout(int sampleRate, @Nullable Integer fft) {
    for (int channels = 2; channels >= 1; channels--) {
      List<Integer> counts = new ArrayList<>();
      for (int features : features()) {
        if (features % (2 * channels) == 0) {
          counts.add(features / (2 * channels));
        }
      }
      if (counts.size() == features().size()) {
        for (int size : fft == null ? FFTS : new int[] {fft}) {
          @Nullable Bands bands = bands(counts, sampleRate, size);
          if (bands != null) {
            return new Layout(bands, channels);
          }
        }
      }
    }
    throw new WeightsException(
        (mel() ? "the bands are no mel filter bank at " + sampleRate + " Hz" : "the bands fit no")
            + " spectrum"
            + (fft == null ? "" : " of frames of " + fft));
  }

  private @Nullable Bands bands(List<Integer> counts, int sampleRate, int fft) {
    if (!mel()) {
      int bins = counts.stream().mapToInt(Integer::intValue).sum();
      return bins == fft / 2 + 1 ? Bands.sideBySide(counts) : null;
    }
    Bands bands;
    try {
      bands = Bands.mel(sampleRate, fft, counts.size());
    } catch (IllegalArgumentException e) {
      return null; // too many bands for so short frames
    }
    return bands.ranges().stream().map(Bands.Range::count).toList().equals(counts) ? bands : null;
  }

  private int count(String pattern) {
    int count = 0;
    while (shapes.containsKey(pattern.formatted(count))) {
      count++;
    }
    if (count == 0) {
      throw new WeightsException("missing " + pattern.formatted(0));
    }
    return count;
  }

  private int size(String name, int axis) {
    long[] shape = shapes.get(name);
    if (shape == null || shape.length <= axis) {
      throw new WeightsException("missing " + name);
    }
    return Math.toIntExact(shape[axis]);
  }
}
