package org.scanline.datasets.songs;

/**
 * One note of a part.
 *
 * @param start seconds from the song's start
 * @param seconds how long it is held
 * @param pitch MIDI key, 60 = middle C; for drums the General MIDI percussion key
 * @param velocity 1..127
 * @param voice which instrument of the part plays it
 */
record Note(double start, double seconds, int pitch, int velocity, int voice) {
  Note moved(double offset) {
    return new Note(Math.max(0, start + offset), seconds, pitch, velocity, voice);
  }

  Note struck(int newVelocity) {
    return new Note(start, seconds, pitch, Math.max(1, Math.min(127, newVelocity)), voice);
  }

  int frame() {
    return (int) (start * Sound.RATE);
  }

  static double hertz(double pitch) {
    return 440 * Math.pow(2, (pitch - 69) / 12);
  }
}
