package org.scanline.audio.separation.net.roformer;

import java.util.List;

/**
 * What a RoFormer is made of.
 *
 * @param sampleRate Hz
 * @param channels S, 1 or 2
 * @param stems names in the net's order
 * @param bands of the spectrum
 * @param spectrum how sound is cut into frames
 * @param width D of the features
 * @param depth number of axial blocks
 * @param block what an axial block holds
 * @param masks the estimators of masks
 * @param normed whether each transformer ends with a norm (Mel-Band RoFormer), else the last one
 *     alone (BS-RoFormer)
 * @param skip whether the outputs of all earlier blocks are added before a block's time axis
 */
record RoformerConfig(
    int sampleRate,
    int channels,
    List<String> stems,
    Bands bands,
    Spectrum spectrum,
    int width,
    int depth,
    Block block,
    Masks masks,
    boolean normed,
    boolean skip) {

  /**
   * The short-time Fourier transform: periodic Hann windows, centred frames.
   *
   * @param fft samples of a frame
   * @param hop samples between frames
   * @param normalized whether spectra are divided by sqrt(fft)
   * @param silentDc whether bin 0 of the stems is silenced
   */
  record Spectrum(int fft, int hop, boolean normalized, boolean silentDc) {
    /** Checks that frames overlap. */
    Spectrum {
      if (fft < 4 || fft % 2 != 0 || hop < 1 || hop > fft / 2) {
        throw new IllegalArgumentException(
            "fft=%d must be even, at least 4, hop=%d from 1 to fft/2".formatted(fft, hop));
      }
    }
  }

  /**
   * An axial block: transformers over all positions with linear attention, then over time, then
   * over bands.
   *
   * @param linear layers of the transformer with linear attention; 0 for none
   * @param time layers of the transformer over time
   * @param frequency layers of the transformer over bands
   * @param heads H of attention
   * @param headWidth K of a head
   * @param hidden width inside the feed-forward layers
   */
  record Block(int linear, int time, int frequency, int heads, int headWidth, int hidden) {
    /** Checks that there is something of everything. */
    Block {
      if (linear < 0 || time < 1 || frequency < 1 || heads < 1 || hidden < 1) {
        throw new IllegalArgumentException(
            "time=%d, frequency=%d, heads=%d, hidden=%d must be at least 1, linear=%d at least 0"
                .formatted(time, frequency, heads, hidden, linear));
      }
      if (headWidth < 2 || headWidth % 2 != 0) {
        throw new IllegalArgumentException("headWidth=" + headWidth + " must be even");
      }
    }

    /** Whether transformers with linear attention come first. */
    boolean hasLinear() {
      return linear > 0;
    }
  }

  /**
   * The multilayer perceptrons that estimate masks.
   *
   * @param layers number of dense layers
   * @param hidden width between them
   */
  record Masks(int layers, int hidden) {
    /** Checks that there is a layer. */
    Masks {
      if (layers < 1 || hidden < 1) {
        throw new IllegalArgumentException(
            "layers=" + layers + " and hidden=" + hidden + " must be at least 1");
      }
    }
  }

  /** Checks that the parts fit together. */
  RoformerConfig {
    stems = List.copyOf(stems);
    if (sampleRate < 1 || channels < 1 || channels > 2 || stems.isEmpty()) {
      throw new IllegalArgumentException(
          "sampleRate=%d must be positive, channels=%d 1 or 2, stems=%s not empty"
              .formatted(sampleRate, channels, stems));
    }
    if (width < 1 || depth < 1) {
      throw new IllegalArgumentException(
          "width=" + width + " and depth=" + depth + " must be at least 1");
    }
    if (bands.bins() != spectrum.fft() / 2 + 1) {
      throw new IllegalArgumentException(
          "bands of " + bands.bins() + " bins do not fit frames of " + spectrum.fft());
    }
  }

  /** Numbers of a band in one frame: bins, channels, real and imaginary part. */
  int features(Bands.Range band) {
    return band.count() * channels * 2;
  }
}
