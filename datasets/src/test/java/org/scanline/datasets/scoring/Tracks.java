package org.scanline.datasets.scoring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.file.AudioWriter;
import org.scanline.audio.file.Codec;
import org.scanline.audio.file.OutputFormat;
import org.scanline.audio.file.Tags;

/** Folders of stems made of noise. */
final class Tracks {
  static final int RATE = 8000;

  private Tracks() {}

  /** Noise that is the same for the same seed. */
  static float[] noise(long seed, int frames) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[frames];
    for (int i = 0; i < frames; i++) {
      out[i] = (float) (0.2 * (2 * random.nextDouble() - 1));
    }
    return out;
  }

  /** One sound and a part of another. */
  static float[] mixed(float[] sound, double part, float[] other) {
    float[] out = new float[sound.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (sound[i] + part * other[i]);
    }
    return out;
  }

  static Path write(Path file, float[]... channels) throws IOException {
    return write(file, RATE, channels);
  }

  static Path write(Path file, int rate, float[]... channels) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (AudioWriter writer =
        AudioWriter.create(
            file, OutputFormat.of(Codec.WAV_FLOAT), rate, channels.length, Tags.NONE)) {
      writer.write(AudioBuffer.of(rate, channels));
    }
    return file;
  }

  /** A mono WAV of any floats, also of those that our writer refuses. */
  static void writeRaw(Path file, float[] samples) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    ByteBuffer wav = ByteBuffer.allocate(44 + 4 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    wav.put("RIFF".getBytes(StandardCharsets.US_ASCII));
    wav.putInt(36 + 4 * samples.length);
    wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII));
    wav.putInt(16).putShort((short) 3).putShort((short) 1);
    wav.putInt(RATE).putInt(4 * RATE).putShort((short) 4).putShort((short) 32);
    wav.put("data".getBytes(StandardCharsets.US_ASCII));
    wav.putInt(4 * samples.length);
    for (float sample : samples) {
      wav.putFloat(sample);
    }
    Files.write(file, wav.array());
  }

  static StemReport score(Path reference, Set<StemMetric> metrics, Path... estimates)
      throws IOException {
    List<StemEvaluation.Estimate> systems =
        Arrays.stream(estimates).map(place -> new StemEvaluation.Estimate(null, place)).toList();
    return new StemEvaluation(
            new StemEvaluation.Settings(reference, systems, metrics, 2), step -> {})
        .run();
  }
}
