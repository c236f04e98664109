package org.scanline.separate.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.scanline.audio.AudioBuffer;
import org.scanline.jobs.Lettering;

class SongPictureTest {
  private static final int RATE = 44_100;

  private static AudioBuffer sine(double frequency, int rate, int channels, int frames) {
    float[] samples = new float[frames];
    for (int i = 0; i < frames; i++) {
      samples[i] = (float) (0.5 * Math.sin(2 * Math.PI * frequency * i / rate));
    }
    float[][] all = new float[channels][];
    java.util.Arrays.fill(all, samples);
    return AudioBuffer.of(rate, all);
  }

  private static Map<String, AudioBuffer> lowAndHigh(int rate, int channels, int frames) {
    Map<String, AudioBuffer> stems = new LinkedHashMap<>();
    stems.put("low", sine(110, rate, channels, frames));
    stems.put("high", sine(3_520, rate, channels, frames));
    return stems;
  }

  private static BufferedImage pictureOf(Map<String, AudioBuffer> stems) {
    AudioBuffer first = stems.values().iterator().next();
    SongPicture picture = new SongPicture("song", first.sampleRate(), first.channels(), 0);
    picture.mixture(first);
    picture.stems(stems);
    return picture.draw(new Lettering());
  }

  /** The row of the spectrogram with the most light in it, from 0 (low) up. */
  private static int lightestRow(BufferedImage image, int strip) {
    int best = 0;
    long most = -1;
    for (int row = 0; row < Painter.ROWS; row++) {
      long light = 0;
      int y = Painter.spectrogramTop(strip) + Painter.ROWS - 1 - row;
      for (int x = 0; x < Painter.PLOT_WIDTH; x++) {
        int rgb = image.getRGB(Painter.plotLeft() + x, y);
        light += (rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255);
      }
      if (light > most) {
        most = light;
        best = row;
      }
    }
    return best;
  }

  private static int rowOf(double frequency, int rate) {
    double highest = FrequencyRows.highestAt(rate);
    return (int) (Painter.ROWS * Math.log(frequency / 40) / Math.log(highest / 40));
  }

  @Test
  void everyStemIsShownInItsOwnStripAtItsOwnFrequency() {
    for (int rate : new int[] {8_000, RATE, 192_000}) {
      for (int channels : new int[] {1, 2}) {
        BufferedImage image = pictureOf(lowAndHigh(rate, channels, rate * 3 + 17));
        assertThat(lightestRow(image, 0)).isCloseTo(rowOf(110, rate), within(2));
        assertThat(lightestRow(image, 1)).isCloseTo(rowOf(110, rate), within(2));
        assertThat(lightestRow(image, 2)).isCloseTo(rowOf(3_520, rate), within(2));
      }
    }
  }

  private static org.assertj.core.data.Offset<Integer> within(int rows) {
    return org.assertj.core.data.Offset.offset(rows);
  }

  @Test
  void thePictureHasOneStripForTheSongAndOneForEachStem() {
    BufferedImage two = pictureOf(lowAndHigh(RATE, 2, 10_007));
    Map<String, AudioBuffer> one = Map.of("no_vocals", sine(500, RATE, 2, 10_007));
    BufferedImage single = pictureOf(one);
    assertThat(two.getWidth()).isEqualTo(single.getWidth()).isGreaterThan(Painter.PLOT_WIDTH);
    assertThat(two.getHeight() - single.getHeight())
        .isEqualTo(Painter.spectrogramTop(1) - Painter.spectrogramTop(0));
  }

  @Test
  void aFifthOfASecondAndOneSampleAndSilenceAreDrawn() {
    assertThat(lightestRow(pictureOf(lowAndHigh(RATE, 1, 8_820)), 2))
        .isCloseTo(rowOf(3_520, RATE), within(2));
    pictureOf(lowAndHigh(RATE, 1, 1));
    BufferedImage silence = pictureOf(Map.of("x", AudioBuffer.silence(RATE, 2, 12_345)));
    int dark = new ColourScale().of(0);
    int y = Painter.spectrogramTop(0) + 40;
    assertThat(silence.getRGB(Painter.plotLeft() + 700, y) & 0xffffff).isEqualTo(dark);
  }

  @Test
  void cuttingAnywhereDoesNotChangeThePicture() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<String, AudioBuffer> whole = lowAndHigh(RATE, 2, 700_001);
    SongPicture cut = new SongPicture("song", RATE, 2, 0);
    int[] sizes = {1, 2, 997, 2048, 65_536};
    for (int at = 0; at < 700_001; ) {
      int end = Math.min(700_001, at + sizes[random.nextInt(sizes.length)]);
      Map<String, AudioBuffer> block = new LinkedHashMap<>();
      for (Map.Entry<String, AudioBuffer> stem : whole.entrySet()) {
        block.put(stem.getKey(), stem.getValue().slice(at, end));
      }
      cut.mixture(block.values().iterator().next());
      cut.stems(block);
      at = end;
    }
    assertThat(pixels(cut.draw(new Lettering())))
        .as("seed " + seed)
        .isEqualTo(pixels(pictureOf(whole)));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void aLongSoundKeepsItsPlacesInAFixedNumberOfColumns() {
    int rate = 8_000;
    SoundColumns columns = new SoundColumns(16, rate, 1);
    AudioBuffer loud = sine(440, rate, 1, rate);
    AudioBuffer quiet = AudioBuffer.silence(rate, 1, rate);
    IntStream.range(0, 1000).forEach(i -> columns.push(i < 250 ? loud : quiet));
    Columns all = columns.finish();
    assertThat(all.length()).isEqualTo(1000L * rate);
    assertThat(all.used()).isBetween(Columns.MOST / 2, Columns.MOST);
    Strip strip = Strip.of("x", all, 1000);
    assertThat(strip.rms()[100]).isCloseTo(0.3536f, org.assertj.core.data.Offset.offset(1e-3f));
    assertThat(strip.peak()[100]).isCloseTo(0.5f, org.assertj.core.data.Offset.offset(1e-2f));
    assertThat(strip.rms()[252]).isZero();
    assertThat(strip.rms()[800]).isZero();
  }

  @Test
  void pinkNoiseIsEquallyLoudInEveryRow() {
    FrequencyRows rows = new FrequencyRows(100, 4096, RATE);
    float[] pink = new float[2049];
    for (int bin = 1; bin < pink.length; bin++) {
      pink[bin] = 1f / bin;
    }
    float[] out = new float[100];
    rows.add(pink, out);
    for (int row = 5; row < 100; row++) {
      assertThat(10 * Math.log10(out[row] / out[50])).as("row " + row).isBetween(-0.8, 0.8);
    }
  }

  @Test
  void theColourScaleGrowsLighterAllTheWay() {
    ColourScale scale = new ColourScale();
    double before = -1;
    for (int i = 0; i <= 100; i++) {
      int rgb = scale.of(i / 100.0);
      double light =
          0.2126 * linear(rgb >> 16 & 255)
              + 0.7152 * linear(rgb >> 8 & 255)
              + 0.0722 * linear(rgb & 255);
      assertThat(light).as("level " + i).isGreaterThan(before);
      before = light;
    }
    assertThat(before).isGreaterThan(0.8);
  }

  private static double linear(int value) {
    return Math.pow(value / 255.0, 2.2);
  }

  @Test
  void ticksLieAtRoundTimesAndStayFew() {
    for (double seconds : new double[] {0.2, 7, 59, 222.4, 7_200, 36_000}) {
      List<TimeAxis.Tick> ticks = new TimeAxis(0, seconds).ticks(14);
      assertThat(ticks).hasSizeBetween(4, 14);
      assertThat(ticks.get(0).place()).isZero();
    }
    assertThat(new TimeAxis(65, 30).ticks(14).get(0)).isEqualTo(new TimeAxis.Tick(0, "1:05"));
    assertThat(new TimeAxis(0, 7_200).ticks(14)).last().extracting("label").isEqualTo("2:00:00");
    assertThat(new TimeAxis(0, 0.2).ticks(14)).last().extracting("label").isEqualTo("0.20 s");
  }
}
