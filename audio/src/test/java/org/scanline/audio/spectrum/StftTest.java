package org.scanline.audio.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.Cuts;
import org.scanline.audio.Sounds;

class StftTest {
  @ParameterizedTest
  @CsvSource({"4096,1024", "512,256", "256,100", "64,1", "64,32", "64,31", "1024,512", "16,3"})
  void soundComesBackThroughItsSpectra(int window, int hop) {
    Stft stft = new Stft(window, hop);
    for (int n : new int[] {0, 1, hop - 1, hop, hop + 1, window, 3 * window, 10_007}) {
      AudioBuffer sound = Sounds.noise(n, 44_100, 2, n, 1);
      AudioBuffer back = roundTrip(stft, sound, n);
      assertThat(back.frames()).isEqualTo(n);
      assertThat(Sounds.maxDifference(sound, back)).as("n=%d", n).isLessThan(1e-6);
    }
  }

  @Test
  void frameEqualsItsDefinition() {
    Stft stft = new Stft(64, 16);
    float[] x = Sounds.noise(5, 8000, 1, 200, 1).channel(0);
    StftStream stream = new StftStream(stft, 8000, 1);
    Spectrogram all = join(List.of(stream.push(AudioBuffer.of(8000, x)), stream.finish()));
    assertThat(all.frames()).isEqualTo(14).isEqualTo((int) stft.frames(200));
    for (int frame : new int[] {0, 1, 7, 13}) {
      for (int k : new int[] {0, 1, 17, 32}) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < 64; i++) {
          int t = frame * 16 - 32 + i;
          double value = t < 0 || t >= 200 ? 0 : x[t] * (0.5 - 0.5 * Math.cos(Math.PI * i / 32));
          re += value * Math.cos(2 * Math.PI * k * i / 64);
          im -= value * Math.sin(2 * Math.PI * k * i / 64);
        }
        assertThat((double) all.re(0)[frame * 33 + k]).isCloseTo(re, within(1e-5));
        assertThat((double) all.im(0)[frame * 33 + k]).isCloseTo(im, within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1023, 1024, 1025, 4096, 5003, -1})
  void cuttingAnywhereDoesNotChangeABit(int length) {
    Stft stft = new Stft(4096, 1024);
    AudioBuffer sound = Sounds.noise(11, 44_100, 2, length == 1 ? 9001 : 30_011, 1);
    Spectrogram whole = spectra(stft, sound, 0);
    assertThat(spectra(stft, sound, length)).isEqualTo(whole);
    IstftStream one = new IstftStream(stft, 44_100, 2);
    List<AudioBuffer> parts = new ArrayList<>();
    for (int k = 0; k < whole.frames(); ) {
      int to = Math.min(whole.frames(), k + Math.max(1, Math.abs(length) % 5));
      parts.add(one.push(whole.slice(k, to)));
      k = to;
    }
    one.endAt(sound.frames());
    parts.add(one.finish());
    assertThat(AudioBuffer.concat(parts)).isEqualTo(roundTrip(stft, sound, 0));
  }

  @Test
  void framesOutOfOrderAreRefused() {
    Stft stft = new Stft(64, 16);
    IstftStream inverse = new IstftStream(stft, 8000, 1);
    Spectrogram late = Spectrogram.of(1, 33, new float[1][33], new float[1][33]);
    assertThatThrownBy(() -> inverse.push(late)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Stft(100, 10)).hasMessageContaining("window=100");
    assertThatThrownBy(() -> new Stft(64, 33)).hasMessageContaining("hop=33");
  }

  private static AudioBuffer roundTrip(Stft stft, AudioBuffer sound, int cut) {
    IstftStream inverse = new IstftStream(stft, sound.sampleRate(), sound.channels());
    AudioBuffer first = inverse.push(spectra(stft, sound, cut));
    inverse.endAt(sound.frames());
    return first.concat(inverse.finish());
  }

  private static Spectrogram spectra(Stft stft, AudioBuffer sound, int cut) {
    List<Spectrogram> parts = new ArrayList<>();
    try (StftStream stream = new StftStream(stft, sound.sampleRate(), sound.channels())) {
      for (AudioBuffer piece : Cuts.pieces(sound, cut, 17)) {
        parts.add(stream.push(piece));
      }
      parts.add(stream.finish());
    }
    return join(parts);
  }

  static Spectrogram join(List<Spectrogram> parts) {
    int bins = parts.get(0).bins();
    int channels = parts.get(0).channels();
    int frames = parts.stream().mapToInt(Spectrogram::frames).sum();
    float[][] re = new float[channels][frames * bins];
    float[][] im = new float[channels][frames * bins];
    int at = 0;
    for (Spectrogram part : parts) {
      assertThat(part.firstFrame()).isEqualTo(at);
      for (int c = 0; c < channels; c++) {
        System.arraycopy(part.re(c), 0, re[c], at * bins, part.frames() * bins);
        System.arraycopy(part.im(c), 0, im[c], at * bins, part.frames() * bins);
      }
      at += part.frames();
    }
    return Spectrogram.of(0, bins, re, im);
  }

  private static org.assertj.core.data.Offset<Double> within(double value) {
    return org.assertj.core.data.Offset.offset(value);
  }
}
