package org.scanline.audio.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scanline.audio.AudioBuffer;

/** Whole files at once, as only tests may. */
final class ReadAll {
  private ReadAll() {}

  static AudioBuffer of(AudioReader reader, int block) throws AudioFileException {
    List<AudioBuffer> parts = new ArrayList<>();
    AudioFormat format = reader.format();
    parts.add(AudioBuffer.empty(format.sampleRate(), format.channels()));
    for (AudioBuffer b = reader.read(block); !b.isEmpty(); b = reader.read(block)) {
      parts.add(b);
    }
    return AudioBuffer.concat(parts);
  }

  static AudioBuffer of(Path file) throws AudioFileException {
    try (AudioReader reader = AudioReader.open(file)) {
      return of(reader, 4099);
    }
  }

  static void write(Path file, OutputFormat format, Tags tags, AudioBuffer audio, int block)
      throws AudioFileException {
    try (AudioWriter writer =
        AudioWriter.create(file, format, audio.sampleRate(), audio.channels(), tags)) {
      for (int from = 0; from < audio.frames(); from += block) {
        writer.write(audio.slice(from, Math.min(audio.frames(), from + block)));
      }
    }
  }
}
