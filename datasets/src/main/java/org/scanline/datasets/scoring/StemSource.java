package org.scanline.datasets.scoring;

import java.nio.file.Path;
import org.scanline.audio.file.AudioFileException;
import org.scanline.audio.file.AudioReader;
import org.scanline.datasets.evaluation.EvaluationException;

/**
 * Where the sound of one stem lies.
 *
 * @param file that holds it
 * @param number of the sound track in the file, from 0; -1 for the file's main one
 */
record StemSource(Path file, int number) {
  AudioReader open() throws EvaluationException {
    try {
      return number < 0 ? AudioReader.open(file) : AudioReader.open(file, number);
    } catch (AudioFileException e) {
      throw failure(e);
    }
  }

  EvaluationException failure(AudioFileException cause) {
    return new EvaluationException(this + ": " + cause.getMessage(), cause);
  }

  @Override
  public String toString() {
    return number < 0 ? file.toString() : file + " (sound track " + number + ")";
  }
}
