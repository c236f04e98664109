package org.scanline.datasets.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;
import org.scanline.audio.spectrum.IstftStream;
import org.scanline.audio.spectrum.Spectrogram;
import org.scanline.audio.spectrum.Stft;
import org.scanline.audio.spectrum.StftStream;
import org.scanline.backbones.stream.Streaming;

/**
 * An upper bound that knows the answer: each true part's share of the magnitudes, |S_i|^p / sum
 * |S_j|^p with p = 1, as a mask on the mixture's spectrum, in each channel.
 *
 * <p>STFT 4096/1024, as the nets use it. The estimates add up to the mixture. Memory does not grow
 * with the length, the cuts of the input change no bit. One thread at a time. Source: Liutkus and
 * Badeau, "Generalized Wiener filtering with fractional power spectrograms", 2015.
 */
final class IdealRatioMask implements Streaming<SongBlock, Stems> {
  static final Stft STFT = HarmonicPercussive.STFT;

  /** The streams of one part. */
  private record Part(String name, StftStream analysis, IstftStream synthesis) {}

  private final List<Part> parts = new ArrayList<>();
  private final int channels;
  private long samples;

  /**
   * Begins a stream.
   *
   * @param sampleRate in Hz
   * @param channels of the mixture
   * @param names of the parts that the blocks will hold, at least one
   */
  IdealRatioMask(int sampleRate, int channels, Iterable<String> names) {
    this.channels = channels;
    for (String name : names) {
      parts.add(
          new Part(
              name,
              new StftStream(STFT, sampleRate, channels),
              new IstftStream(STFT, sampleRate, channels)));
    }
  }

  @Override
  public Stems push(SongBlock piece) {
    samples += piece.frames();
    List<Spectrogram> truths = new ArrayList<>();
    for (Part part : parts) {
      truths.add(part.analysis.push(piece.part(part.name)));
    }
    return Stems.of(masked(truths));
  }

  @Override
  public Stems finish() {
    Stems last = Stems.of(masked(parts.stream().map(p -> p.analysis.finish()).toList()));
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    for (Part part : parts) {
      part.synthesis.endAt(samples);
      stems.put(part.name, last.get(part.name).concat(part.synthesis.finish()));
    }
    return Stems.of(stems);
  }

  /** Masks the sum of the spectra with each one's share. */
  private Map<String, AudioBuffer> masked(List<Spectrogram> truths) {
    float[][] re = new float[channels][];
    float[][] im = new float[channels][];
    float[][] total = new float[channels][];
    for (int c = 0; c < channels; c++) {
      int channel = c;
      re[c] = sum(truths.stream().map(truth -> truth.re(channel)).toList());
      im[c] = sum(truths.stream().map(truth -> truth.im(channel)).toList());
      total[c] = sum(truths.stream().map(truth -> magnitudes(truth, channel)).toList());
    }
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    for (int p = 0; p < parts.size(); p++) {
      Spectrogram truth = truths.get(p);
      float[][] partRe = new float[channels][];
      float[][] partIm = new float[channels][];
      for (int c = 0; c < channels; c++) {
        float[] mask = shares(magnitudes(truth, c), total[c]);
        partRe[c] = product(mask, re[c]);
        partIm[c] = product(mask, im[c]);
      }
      Spectrogram estimate = Spectrogram.of(truth.firstFrame(), STFT.bins(), partRe, partIm);
      stems.put(parts.get(p).name, parts.get(p).synthesis.push(estimate));
    }
    return stems;
  }

  private static float[] magnitudes(Spectrogram spectra, int channel) {
    float[] re = spectra.re(channel);
    float[] im = spectra.im(channel);
    float[] magnitudes = new float[re.length];
    for (int i = 0; i < re.length; i++) {
      magnitudes[i] = (float) Math.sqrt(re[i] * re[i] + im[i] * im[i]);
    }
    return magnitudes;
  }

  private static float[] sum(List<float[]> arrays) {
    float[] sum = new float[arrays.get(0).length];
    for (float[] array : arrays) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += array[i];
      }
    }
    return sum;
  }

  private static float[] shares(float[] magnitudes, float[] totals) {
    float[] shares = new float[magnitudes.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = totals[i] > 0 ? magnitudes[i] / totals[i] : 0;
    }
    return shares;
  }

  private static float[] product(float[] a, float[] b) {
    float[] product = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }

  @Override
  public long lookahead() {
    return STFT.window() / 2 + 2L * STFT.hop();
  }

  @Override
  public void close() {
    for (Part part : parts) {
      part.analysis.close();
      part.synthesis.close();
    }
  }
}
