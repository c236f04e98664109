package org.scanline.audio.separation.net.gtcrn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.scanline.audio.separation.net.Scripted;
import org.scanline.backbones.layer.FourierTransform;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * The grouped temporal convolutional recurrent network (Rong et al., ICASSP 2024): a complex mask
 * for speech at 16 kHz, from frames of 512 samples and 48,000 numbers, causal but for the frame.
 *
 * <p>Sound is continued at both ends by its mirror image, with as many frames as reach its last
 * sample.
 */
final class Gtcrn extends UnaryLayer {
  /** Hz. */
  static final int SAMPLE_RATE = 16_000;

  /** Samples of a frame. */
  static final int FFT = 512;

  /** Samples between frames. */
  static final int HOP = 256;

  /** F of the spectrum. */
  static final int BINS = FFT / 2 + 1;

  /** Low bins that stay as they are. */
  static final int LOW = 65;

  /** Bands on the scale of equivalent rectangular bandwidths that the other bins become. */
  static final int HIGH = 64;

  /** C between encoder and decoder. */
  static final int CHANNELS = 16;

  /** F between encoder and decoder. */
  static final int BANDS = 33;

  /** Steps between the three frames that a temporal block sees. */
  static final List<Integer> DILATIONS = List.of(1, 2, 5);

  private final Parameter narrow;
  private final Parameter wide;
  private final List<Scripted> encoder = new ArrayList<>();
  private final List<Scripted> middle = new ArrayList<>();
  private final List<Scripted> decoder = new ArrayList<>();
  private final TorchFunction features;
  private final TorchFunction masked;
  private final FourierTransform forward =
      new FourierTransform(new FourierTransform.Config(FFT, HOP, false, false));
  private final FourierTransform inverse =
      new FourierTransform(new FourierTransform.Config(FFT, HOP, false, true));

  Gtcrn() {
    narrow = parameter("erb.erb_fc.weight", dense(BINS - LOW), HIGH, BINS - LOW);
    wide = parameter("erb.ierb_fc.weight", dense(HIGH), BINS - LOW, HIGH);
    encoder.add(new FrequencyBlock(9, CHANNELS, 1, false, false));
    encoder.add(new FrequencyBlock(CHANNELS, CHANNELS, 2, false, false));
    for (int dilation : DILATIONS) {
      encoder.add(new TemporalBlock(CHANNELS, dilation, false));
      decoder.add(0, new TemporalBlock(CHANNELS, dilation, true));
    }
    decoder.add(new FrequencyBlock(CHANNELS, CHANNELS, 2, true, false));
    decoder.add(new FrequencyBlock(CHANNELS, 2, 1, true, true));
    middle.add(new DualPathBlock(CHANNELS, BANDS));
    middle.add(new DualPathBlock(CHANNELS, BANDS));
    for (int i = 0; i < encoder.size(); i++) {
      addChildBlock("encoder.en_convs." + i, encoder.get(i));
    }
    for (int i = 0; i < middle.size(); i++) {
      addChildBlock("dpgrnn" + (i + 1), middle.get(i));
    }
    for (int i = 0; i < decoder.size(); i++) {
      addChildBlock("decoder.de_convs." + i, decoder.get(i));
    }
    features = features();
    masked = masked();
  }

  /** Spectrum (B,F,T,2) to magnitude, real and imaginary part of bands and their neighbours. */
  private static TorchFunction features() {
    return TorchFunction.of(
        "x: Tensor, narrow: Tensor",
        "s = torch.permute(x, [0, 3, 2, 1])", // (B,2,T,F)
        "m = torch.sqrt(torch.add(torch.sum(torch.mul(s, s), [1], True), 1.0e-12))",
        "y = torch.cat([m, s], 1)",
        "high = torch.linear(torch.slice(y, 3, %d), narrow, None)".formatted(LOW),
        "y = torch.cat([torch.slice(y, 3, 0, %d), high], 3)".formatted(LOW),
        "p = torch.constant_pad_nd(y, [1, 1], 0)",
        "s = torch.stack([torch.slice(p, 3, 0, -2), y, torch.slice(p, 3, 2)], 2)",
        "return torch.flatten(s, 1, 2)"); // (B,9,T,bands)
  }

  /** Spectrum (B,F,T,2) times the mask of bands (B,2,T,bands). */
  private static TorchFunction masked() {
    return TorchFunction.of(
        "x: Tensor, mask: Tensor, wide: Tensor",
        "high = torch.linear(torch.slice(mask, 3, %d), wide, None)".formatted(LOW),
        "m = torch.cat([torch.slice(mask, 3, 0, %d), high], 3)".formatted(LOW),
        "m = torch.view_as_complex(torch.contiguous(torch.permute(m, [0, 3, 2, 1])))",
        "z = torch.mul(torch.view_as_complex(torch.contiguous(x)), m)",
        "return torch.view_as_real(z)");
  }

  /** Cleans x (B,T), T at least 1. */
  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Scoped.of(
        () -> {
          NDArray window = x.getManager().create(window()).duplicate(); // memory that outlives it
          NDArray spectrum = forward.forward(training, continued(x, training), window);
          NDArray clean = spectrum(store, spectrum, training);
          return inverse.inverse(training, clean, window, x.getShape().get(1));
        });
  }

  /** Square root of a periodic Hann window. */
  static float[] window() {
    float[] window = new float[FFT];
    for (int i = 0; i < FFT; i++) {
      window[i] = (float) Math.sqrt((float) (0.5 - 0.5 * Math.cos(2 * Math.PI * i / FFT)));
    }
    return window;
  }

  private static NDArray continued(NDArray x, boolean training) {
    long length = x.getShape().get(1);
    long[] places = places(length, -HOP, (length + HOP - 1) / HOP * HOP + HOP);
    return TorchFunction.of("x: Tensor, places: Tensor", "return torch.index_select(x, 1, places)")
        .apply(training, x, x.getManager().create(places).duplicate());
  }

  /** Where in a sound of some length its continuation by mirror images has its samples. */
  static long[] places(long length, long from, long to) {
    long[] places = new long[(int) (to - from)];
    long period = Math.max(1, 2 * (length - 1));
    for (int i = 0; i < places.length; i++) {
      long at = Math.floorMod(from + i, period);
      places[i] = at < length ? at : period - at;
    }
    return places;
  }

  /** The clean spectrum; both (B,F,T,2). */
  private NDArray spectrum(ParameterStore store, NDArray spectrum, boolean training) {
    NDArray in = value(store, narrow, spectrum.getDevice(), training);
    NDArray out = value(store, wide, spectrum.getDevice(), training);
    NDArray y = features.apply(training, spectrum, in);
    List<NDArray> levels = new ArrayList<>();
    for (Scripted part : encoder) {
      y = part.apply(store, y, training);
      levels.add(y);
    }
    for (Scripted part : middle) {
      y = part.apply(store, y, training);
    }
    for (int i = 0; i < decoder.size(); i++) {
      y = decoder.get(i).apply(store, y.add(levels.get(levels.size() - 1 - i)), training);
    }
    return masked.apply(training, spectrum, y, out);
  }
}
