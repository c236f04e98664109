package org.scanline.audio.separation.published;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.golden.Npy;
import org.scanline.audio.separation.SeparationStream;
import org.scanline.audio.separation.Stems;

/** Sound pushed through a stream in pieces. */
final class Played {
  private Played() {}

  static AudioBuffer sound(Npy array, int rate) {
    int channels = (int) array.shape()[array.shape().length - 2];
    int frames = (int) array.shape()[array.shape().length - 1];
    float[] all = array.floats();
    float[][] samples = new float[channels][];
    for (int c = 0; c < channels; c++) {
      samples[c] = java.util.Arrays.copyOfRange(all, c * frames, (c + 1) * frames);
    }
    return AudioBuffer.of(rate, samples);
  }

  /** Everything that a stream makes of a sound; closes the stream. */
  static Stems through(SeparationStream stream, AudioBuffer sound, IntSupplier pieces) {
    List<Stems> parts = new ArrayList<>();
    try (stream) {
      for (int at = 0; at < sound.frames(); ) {
        int to = Math.min(sound.frames(), at + pieces.getAsInt());
        parts.add(stream.push(sound.slice(at, to)));
        at = to;
      }
      parts.add(stream.finish());
    }
    return Stems.concat(parts);
  }

  /** The stems as (S,C,T) in one array. */
  static float[] flat(Stems stems) {
    int channels = stems.all().values().iterator().next().channels();
    float[] all = new float[stems.names().size() * channels * stems.frames()];
    int at = 0;
    for (String name : stems.names()) {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(stems.get(name).channel(c), 0, all, at, stems.frames());
        at += stems.frames();
      }
    }
    return all;
  }
}
