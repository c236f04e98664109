package org.scanline.datasets.songs;

import java.util.List;

/**
 * Sings notes with the syllables of voice recordings, by pitch-synchronous overlap-add (Moulines
 * and Charpentier 1990): consonants keep their length, vowels are held as long as the note, pitch
 * follows the line with glides and vibrato.
 */
final class Singer {
  /**
   * How one singer sings.
   *
   * @param formants above 1 a smaller, below 1 a larger throat
   * @param glide seconds from one note to the next
   * @param vibrato depth in cents
   * @param rate vibrato's frequency in Hz
   * @param detune cents off the line
   * @param follow share of the recording's own melody that is kept, 0 sung .. 1 spoken
   * @param drift cents of slow unsteadiness
   */
  record Manner(
      double formants,
      double glide,
      double vibrato,
      double rate,
      double detune,
      double follow,
      double drift) {
    Manner twin(Draw draw) {
      return new Manner(
          formants * draw.ratio(0.96, 1.04),
          glide,
          vibrato * draw.range(0.5, 1.3),
          rate * draw.range(0.9, 1.1),
          draw.range(-15, 15),
          follow,
          drift + 3);
    }
  }

  private final Manner manner;
  private final Draw draw;
  private double last;
  private double wander;

  Singer(Manner manner, Draw draw) {
    this.manner = manner;
    this.draw = draw;
  }

  /** One syllable for every note; both lists have the same length. */
  float[] sing(List<Note> notes, List<Sung> syllables, int frames) {
    float[] out = new float[frames];
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      boolean joined =
          i > 0 && note.start() - notes.get(i - 1).start() - notes.get(i - 1).seconds() < 0.08;
      sing(note, syllables.get(i), joined && last > 0, out);
    }
    return out;
  }

  /** A syllable of a recording. */
  record Sung(Voice voice, Voice.Syllable syllable) {}

  private void sing(Note note, Sung sung, boolean joined, float[] out) {
    Voice voice = sung.voice();
    Voice.Syllable syllable = sung.syllable();
    double own = syllable.end() - syllable.start();
    double onset = syllable.vowel() - syllable.start();
    double consonant = Math.min(onset + 0.03 * Sound.RATE, 0.5 * own);
    double total = onset + (Math.max(note.seconds(), 0.08) + 0.02) * Sound.RATE;
    double begin = note.frame() - onset; // the vowel, not the consonant, falls on the beat
    double stretch = (own - consonant) / Math.max(1, total - consonant);
    double key = note.pitch() + manner.detune() / 100;
    double from = joined ? last : key - (draw.chance(0.3) ? draw.range(0, 2) : 0);
    double median = Math.max(60, voice.medianPitch());
    double phase = draw.range(0, 1);
    double t = 0;
    while (t < total) {
      double source = t < consonant ? t : consonant + (t - consonant) * stretch;
      int mark = nearest(voice, syllable.start() + source);
      double hertz = voice.pitchAt(voice.marks[mark]);
      double step = Voice.UNVOICED_STEP;
      if (hertz > 0) {
        double own12 = 12 * Math.log(hertz / median) / Math.log(2);
        double line = line(from, key, (t - onset) / Sound.RATE, phase);
        step = Sound.RATE / Note.hertz(line + manner.follow() * own12);
      }
      double fade = Math.min(1, Math.min((t + 40) / 400, (total - t) / 1500));
      double gain = note.velocity() / 220.0 * fade;
      grain(voice, mark, hertz > 0, step, gain, (int) Math.round(begin + t), out);
      t += step;
    }
  }

  /**
   * The pitch, as a fractional MIDI key, `seconds` after the vowel's start: glide, vibrato,
   * unsteadiness.
   */
  private double line(double from, double key, double seconds, double phase) {
    double ease = 1 - Math.exp(-Math.max(0, seconds) / Math.max(0.005, manner.glide()));
    wander += 0.02 * (draw.normal(manner.drift() * 2) - wander);
    double swell = Math.max(0, Math.min(1, (seconds - 0.15) / 0.3));
    double swing = Math.sin(2 * Math.PI * (manner.rate() * seconds + phase));
    last = from + (key - from) * ease;
    return last + (manner.vibrato() * swell * swing + wander) / 100;
  }

  private static int nearest(Voice voice, double source) {
    int[] marks = voice.marks;
    int low = 0;
    int high = marks.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (marks[middle] < source) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low > 0 && source - marks[low - 1] < marks[low] - source ? low - 1 : low;
  }

  /**
   * Adds two periods around a mark under a Hann window, read faster or slower to move the formants.
   */
  private void grain(
      Voice voice, int mark, boolean voiced, double step, double gain, int centre, float[] out) {
    double speed = manner.formants();
    double half = voiced ? voice.period(mark) / speed : Voice.UNVOICED_STEP;
    double level = gain * (voiced ? Math.min(1.6, Math.sqrt(step / half)) : 1);
    int reach = (int) half;
    float[] x = voice.samples;
    int from = Math.max(-reach, -centre);
    int to = Math.min(reach, out.length - 1 - centre);
    for (int i = from; i <= to; i++) {
      double position = voice.marks[mark] + i * speed;
      int k = (int) Math.floor(position);
      if (k < 0 || k + 1 >= x.length) {
        continue;
      }
      double f = position - k;
      double window = 0.5 + 0.5 * Math.cos(Math.PI * i / half);
      out[centre + i] += (float) (level * window * (x[k] + f * (x[k + 1] - x[k])));
    }
  }
}
