package org.scanline.datasets.songs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SingerTest {
  @TempDir Path folder;

  private Voice voice(double hertz) throws Exception {
    Path file = folder.resolve("voice.wav");
    Recordings.write(file, TinyPool.voice(hertz, 1.7));
    return Voice.read(file);
  }

  @Test
  void pitchAndSyllablesOfAVoiceAreFound() throws Exception {
    for (double hertz : new double[] {97, 151, 233, 311}) {
      Voice voice = voice(hertz);
      assertThat(voice.medianPitch()).isCloseTo(hertz, within(0.01 * hertz));
      assertThat(voice.syllables).hasSizeBetween(3, 4);
      assertThat(voice.syllables.get(1).seconds()).isBetween(0.2, 0.45);
    }
  }

  @Test
  void aSyllableIsSungAtTheNotesPitchAndForItsLength() throws Exception {
    Voice voice = voice(151);
    Singer.Manner plain = new Singer.Manner(1.05, 0.01, 0, 5, 0, 0, 0);
    for (int key : new int[] {45, 53, 62}) {
      Note note = new Note(0.5, 1.3, key, 100, 0);
      Singer.Sung sung = new Singer.Sung(voice, voice.syllables.get(1));
      float[] out =
          new Singer(plain, new Draw(3)).sing(List.of(note), List.of(sung), 3 * Sound.RATE);
      Path file = folder.resolve("sung.wav");
      Recordings.write(file, new Sound(out, out.clone()));
      Voice heard = Voice.read(file);
      double wanted = Note.hertz(key);
      assertThat(heard.pitchAt((int) (1.2 * Sound.RATE))).isCloseTo(wanted, within(0.015 * wanted));
      assertThat(peak(out, 0, 0.35)).isZero();
      assertThat(peak(out, 0.9, 1.6)).isGreaterThan(0.05);
      assertThat(peak(out, 1.95, 3)).isZero();
    }
  }

  private static double peak(float[] x, double from, double to) {
    double peak = 0;
    for (int i = (int) (from * Sound.RATE); i < (int) (to * Sound.RATE); i++) {
      peak = Math.max(peak, Math.abs(x[i]));
    }
    return peak;
  }
}
