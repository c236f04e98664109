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
 * A baseline that knows nothing of the song: what is wide in the spectrum is drums; what lasts is
 * shared equally by vocals, bass and other.
 *
 * <p>STFT 4096/1024. H is the median of magnitudes over 31 frames, P that over 31 bins; the masks
 * are H²/(H²+P²) and P²/(H²+P²), one half each where both are zero, in each channel. Stems add up
 * to the input. Memory does not grow with the length, the cuts of the input change no bit. One
 * thread at a time. Source: Fitzgerald, "Harmonic/percussive separation using median filtering",
 * 2010.
 */
final class HarmonicPercussive implements Streaming<AudioBuffer, Stems> {
  static final Stft STFT = new Stft(4096, 1024);

  private final int sampleRate;
  private final int channels;
  private final StftStream analysis;
  private final IstftStream harmonic;
  private final IstftStream percussive;
  private final MedianFrames window;
  private long samples;

  HarmonicPercussive(int sampleRate, int channels) {
    this.sampleRate = sampleRate;
    this.channels = channels;
    analysis = new StftStream(STFT, sampleRate, channels);
    harmonic = new IstftStream(STFT, sampleRate, channels);
    percussive = new IstftStream(STFT, sampleRate, channels);
    window = new MedianFrames(channels, STFT.bins());
  }

  @Override
  public Stems push(AudioBuffer piece) {
    samples += piece.frames();
    Parts parts = new Parts();
    take(analysis.push(piece), parts);
    return parts.stems();
  }

  @Override
  public Stems finish() {
    Parts parts = new Parts();
    take(analysis.finish(), parts);
    while (window.hasRest()) {
      resynthesise(parts);
    }
    harmonic.endAt(samples);
    percussive.endAt(samples);
    parts.lasting.add(harmonic.finish());
    parts.wide.add(percussive.finish());
    return parts.stems();
  }

  private void take(Spectrogram spectra, Parts parts) {
    for (int k = 0; k < spectra.frames(); k++) {
      window.add(spectra, k);
      if (window.full()) {
        resynthesise(parts);
      }
    }
  }

  private void resynthesise(Parts parts) {
    MedianFrames.Frame frame = window.frame();
    float[][][] lasting = new float[2][channels][STFT.bins()];
    float[][][] wide = new float[2][channels][STFT.bins()];
    for (int c = 0; c < channels; c++) {
      float[] across = window.wide(c);
      for (int k = 0; k < across.length; k++) {
        double h = window.lasting(c, k);
        double p = across[k];
        double sum = h * h + p * p;
        float mask = (float) (sum > 0 ? p * p / sum : 0.5);
        wide[0][c][k] = mask * frame.re()[c][k];
        wide[1][c][k] = mask * frame.im()[c][k];
        lasting[0][c][k] = frame.re()[c][k] - wide[0][c][k];
        lasting[1][c][k] = frame.im()[c][k] - wide[1][c][k];
      }
    }
    long index = window.index();
    parts.lasting.add(harmonic.push(Spectrogram.of(index, STFT.bins(), lasting[0], lasting[1])));
    parts.wide.add(percussive.push(Spectrogram.of(index, STFT.bins(), wide[0], wide[1])));
    window.advance();
  }

  /** What comes out of one call. */
  private final class Parts {
    private final List<AudioBuffer> lasting = new ArrayList<>();
    private final List<AudioBuffer> wide = new ArrayList<>();

    Parts() {
      lasting.add(AudioBuffer.empty(sampleRate, channels));
      wide.add(AudioBuffer.empty(sampleRate, channels));
    }

    Stems stems() {
      AudioBuffer third = Estimates.scaled(AudioBuffer.concat(lasting), 1 / 3f);
      Map<String, AudioBuffer> stems = new LinkedHashMap<>();
      for (String stem : StemFolder.STEMS) {
        stems.put(stem, stem.equals("drums") ? AudioBuffer.concat(wide) : third);
      }
      return Stems.of(stems);
    }
  }

  @Override
  public long lookahead() {
    return STFT.window() / 2 + (long) STFT.hop() * (MedianFrames.SPAN / 2 + 2);
  }

  @Override
  public void close() {
    analysis.close();
    harmonic.close();
    percussive.close();
  }
}
