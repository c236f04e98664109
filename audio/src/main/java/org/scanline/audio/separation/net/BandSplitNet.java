package org.scanline.audio.separation.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Variables;

/**
 * A streaming band-split separator: band features, blocks of time and band mixing, complex masks.
 *
 * <p>The only memory along time is the carried state of its recurrences; what it sees ahead is
 * bounded by {@link BandSplitConfig#lookaheadFrames()}. Immutable once built and safe for use by
 * many threads, each with a {@link State} of its own.
 */
public final class BandSplitNet {
  /** Steps of a chunk where the recurrence runs as matrix products. */
  static final int CHUNK = 44;

  private final BandSplitConfig config;
  private final BandFeatures features;
  private final List<TimeMixer> timeMixers = new ArrayList<>();
  private final List<BandMixer> bandMixers = new ArrayList<>();
  private final MaskEstimator masks;

  /**
   * Builds the net from its variables.
   *
   * @param manager owner of the constants, which live as long as the net
   */
  public BandSplitNet(BandSplitConfig config, Variables variables, NDManager manager) {
    this.config = config;
    features = new BandFeatures(variables, config, manager);
    for (int i = 0; i < config.layers(); i++) {
      timeMixers.add(new TimeMixer(variables.at("time", i), config));
      bandMixers.add(new BandMixer(variables.at("bands", i), config));
    }
    masks = new MaskEstimator(variables.at("mask"), config, manager);
  }

  /** The net's shape. */
  public BandSplitConfig config() {
    return config;
  }

  /** Fixes the weights for inference; training must not go on afterwards. */
  public void freeze(NDManager manager) {
    masks.freeze(manager);
  }

  /**
   * Runs whole segments, with gradients.
   *
   * @param spectrum (B,T,F,4): real left, real right, imaginary left, imaginary right
   * @param level (B,T,1,1), see {@link RunningLevel}
   * @return features (B,K,T,D) for {@link #masks}
   */
  public NDArray encode(NDArray spectrum, NDArray level) {
    NDArray x = features.apply(spectrum, level);
    ScanForm form = ScanForm.chunked(CHUNK);
    for (int i = 0; i < timeMixers.size(); i++) {
      NDArray mixed = timeMixers.get(i).apply(x, new TimeMixer.State(), true, form);
      if (mixed == null) {
        throw new IllegalArgumentException("a segment needs at least one frame");
      }
      x = bandMixers.get(i).apply(mixed);
    }
    return x;
  }

  /**
   * Feeds the next frames of a stream.
   *
   * @param spectrum as for {@link #encode}, or null when only the end is due
   * @param level as for {@link #encode}, null with the spectrum
   * @param last whether the input ends here
   * @return features of the frames that are final now, or null when there are none
   */
  public @Nullable NDArray advance(
      @Nullable NDArray spectrum, @Nullable NDArray level, State state, boolean last) {
    NDArray x = spectrum == null || level == null ? null : features.apply(spectrum, level);
    for (int i = 0; i < timeMixers.size(); i++) {
      x = timeMixers.get(i).apply(x, state.layers.get(i), last, state.form);
      x = x == null ? null : bandMixers.get(i).apply(x);
    }
    return x;
  }

  /**
   * Estimates the masks.
   *
   * @param encoded (B,K,T,D), any choice of frames
   * @return (B,T,F,2,S,2): real and imaginary part, stem, channel; the masks of the stems sum to
   *     one
   */
  public NDArray masks(NDArray encoded) {
    return masks.apply(encoded);
  }

  /**
   * Applies masks to the spectrum they were estimated for.
   *
   * @param masks (B,T,F,2,S,2)
   * @param spectrum (B,T,F,4)
   * @return (B,T,F,2,S,2), the spectra of the stems
   */
  public static NDArray separate(NDArray masks, NDArray spectrum) {
    Shape shape = spectrum.getShape();
    NDList parts =
        spectrum
            .reshape(shape.get(0), shape.get(1), shape.get(2), 2, 1, BandSplitConfig.CHANNELS)
            .split(2, 3);
    NDArray real = parts.get(0);
    NDArray imaginary = parts.get(1);
    NDList mask = masks.split(2, 3);
    NDArray x = mask.get(0);
    NDArray y = mask.get(1);
    return x.mul(real).sub(y.mul(imaginary)).concat(x.mul(imaginary).add(y.mul(real)), 3);
  }

  /** What one stream carries. */
  public static final class State {
    private final List<TimeMixer.State> layers = new ArrayList<>();
    private final ScanForm form;

    /**
     * The state before the first frame.
     *
     * @param form of the recurrence: fused on the CPU, chunked on other devices
     */
    public State(BandSplitNet net, ScanForm form) {
      for (int i = 0; i < net.timeMixers.size(); i++) {
        layers.add(new TimeMixer.State());
      }
      this.form = form;
    }

    /** Hands the carried arrays to a manager that outlives the piece. */
    public void attach(NDManager manager) {
      layers.forEach(layer -> layer.arrays().attach(manager));
    }
  }
}
