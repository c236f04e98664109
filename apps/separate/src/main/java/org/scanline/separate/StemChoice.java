package org.scanline.separate;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.AudioBuffer;
import org.scanline.audio.separation.Stems;

/**
 * Which stems are written.
 *
 * @param only these of the model's stems, in this order; empty for all of them
 * @param against when not null: this stem and the sum of all others, named {@code no_STEM}
 */
public record StemChoice(List<String> only, @Nullable String against) {
  /** All stems of the model. */
  public static final StemChoice ALL = new StemChoice(List.of(), null);

  /** Drops repetitions and checks that not both ways of choosing are used. */
  public StemChoice {
    only = List.copyOf(new LinkedHashSet<>(only));
    if (against != null && !only.isEmpty()) {
      throw new IllegalArgumentException("choose either some stems or two stems, not both");
    }
  }

  /** One stem against the sum of all others. */
  public static StemChoice twoStems(String stem) {
    return new StemChoice(List.of(), stem);
  }

  /** Only some of the stems. */
  public static StemChoice only(List<String> stems) {
    return new StemChoice(stems, null);
  }

  /**
   * The names to be written.
   *
   * @param available the model's stems
   * @throws IllegalArgumentException when the model lacks one that was chosen
   */
  public List<String> names(List<String> available) {
    if (against != null) {
      demand(available, against);
      return List.of(against, rest(against));
    }
    only.forEach(stem -> demand(available, stem));
    return only.isEmpty() ? List.copyOf(available) : only;
  }

  /** The chosen sounds from the model's: same frames, named as {@link #names}. */
  Map<String, AudioBuffer> from(Stems stems) {
    Map<String, AudioBuffer> chosen = new LinkedHashMap<>();
    if (against != null) {
      chosen.put(against, stems.get(against));
      chosen.put(rest(against), sumWithout(stems, against));
    } else if (only.isEmpty()) {
      chosen.putAll(stems.all());
    } else {
      only.forEach(stem -> chosen.put(stem, stems.get(stem)));
    }
    return chosen;
  }

  private static String rest(String stem) {
    return "no_" + stem;
  }

  private static void demand(List<String> available, String stem) {
    if (!available.contains(stem)) {
      throw new IllegalArgumentException(
          "the model has no stem '" + stem + "'; it has " + String.join(", ", available));
    }
  }

  private static AudioBuffer sumWithout(Stems stems, String left) {
    AudioBuffer shape = stems.get(left);
    float[][] sum = new float[shape.channels()][shape.frames()];
    stems
        .all()
        .forEach(
            (name, sound) -> {
              for (int c = 0; c < sum.length && !name.equals(left); c++) {
                float[] from = sound.channel(c);
                for (int i = 0; i < sum[c].length; i++) {
                  sum[c][i] += from[i];
                }
              }
            });
    return AudioBuffer.of(shape.sampleRate(), sum);
  }
}
