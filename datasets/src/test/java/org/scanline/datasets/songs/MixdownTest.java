package org.scanline.datasets.songs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MixdownTest {
  @Test
  void noStemAndNoSumClipsAndLevelsAreUsual() {
    for (long seed = 1; seed <= 30; seed++) {
      Draw draw = new Draw(seed);
      Map<String, Sound> stems = new LinkedHashMap<>();
      for (String name : List.of("vocals", "drums", "bass", "other")) {
        stems.put(name, noise(draw, 7 * Sound.RATE + 13, draw.ratio(0.02, 100)));
      }
      stems.put("silent", new Sound(7 * Sound.RATE + 13));
      Mixdown.balance(stems, draw);
      assertThat(Mixdown.sum(stems).peak()).as("seed " + seed).isLessThanOrEqualTo(0.9701);
      for (Map.Entry<String, Sound> stem : stems.entrySet()) {
        assertThat(stem.getValue().peak()).as("seed " + seed).isLessThanOrEqualTo(0.9701);
        if (!stem.getKey().equals("silent")) {
          double decibels = 20 * Math.log10(stem.getValue().activeRms());
          assertThat(decibels).as(stem.getKey() + ", seed " + seed).isBetween(-38.0, -6.0);
        }
      }
    }
  }

  @Test
  void whatWasWrittenIsReadBack(@org.junit.jupiter.api.io.TempDir java.nio.file.Path folder)
      throws Exception {
    Sound sound = noise(new Draw(5), 12_347, 0.9);
    Recordings.write(folder.resolve("noise.wav"), sound);
    Sound part = Recordings.read(folder.resolve("noise.wav"), 101, 5000);
    assertThat(part.frames()).isEqualTo(5000);
    for (int i = 0; i < 5000; i += 7) {
      assertThat(Math.abs(part.left[i] - sound.left[101 + i])).isLessThanOrEqualTo(0.51f / 32768);
      assertThat(Math.abs(part.right[i] - sound.right[101 + i])).isLessThanOrEqualTo(0.51f / 32768);
    }
  }

  private static Sound noise(Draw draw, int frames, double peak) {
    Sound sound = new Sound(frames);
    for (int i = 0; i < frames; i++) {
      double swell = 0.5 + 0.5 * Math.sin(i * 1e-4);
      sound.left[i] = (float) (draw.range(-peak, peak) * swell);
      sound.right[i] = (float) (draw.range(-peak, peak) * swell);
    }
    return sound;
  }
}
