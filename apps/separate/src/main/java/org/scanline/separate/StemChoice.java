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
 * @param against when not null: this stem and the rest
 * @param rest how the rest is made; null: the sum of the others, or the residual of a model that
 *     has only one stem
 */
public record StemChoice(List<String> only, @Nullable String against, @Nullable Rest rest) {

  /** What stands against one stem; named as Demucs' users know it. */
  public enum Rest {
    /** The sum of all other stems, {@code no_STEM}. */
    SUM,
    /** The sound less the stem, {@code minus_STEM}; of speech, {@code noise}. */
    RESIDUAL
  }

  /** The only stem of a model that takes noise away. */
  private static final String SPEECH = "speech";

  /** All stems of the model. */
  public static final StemChoice ALL = new StemChoice(List.of(), null, null);

  /** Drops repetitions and checks that not both ways of choosing are used. */
  public StemChoice {
    only = List.copyOf(new LinkedHashSet<>(only));
    if (against != null && !only.isEmpty()) {
      throw new IllegalArgumentException("choose either some stems or two stems, not both");
    }
    if (against == null && rest != null) {
      throw new IllegalArgumentException("there is a rest only to one stem: choose two stems");
    }
  }

  /** One stem against the rest. */
  public static StemChoice twoStems(String stem) {
    return new StemChoice(List.of(), stem, null);
  }

  /** Only some of the stems. */
  public static StemChoice only(List<String> stems) {
    return new StemChoice(stems, null, null);
  }

  /**
   * The names to be written.
   *
   * @param available the model's stems
   * @throws IllegalArgumentException when the model lacks one that was chosen, or has no others
   */
  public List<String> names(List<String> available) {
    String stem = against;
    if (stem != null) {
      demand(available, stem);
      if (rest == Rest.SUM && available.size() == 1) {
        throw new IllegalArgumentException(
            "the model has no stem but " + stem + ": take the residual as the rest");
      }
      return List.of(stem, restName(stem, available));
    }
    only.forEach(each -> demand(available, each));
    return only.isEmpty() ? List.copyOf(available) : only;
  }

  /** The model's stems that the chosen sounds are made of. */
  List<String> needed(List<String> available) {
    String stem = against;
    if (stem != null) {
      return wantsMixture(available) ? List.of(stem) : available;
    }
    return only.isEmpty() ? available : only;
  }

  /** Whether the rest is made of the sound itself. */
  boolean wantsMixture(List<String> available) {
    return against != null && (rest == Rest.RESIDUAL || (rest == null && available.size() == 1));
  }

  private String restName(String stem, List<String> available) {
    if (!wantsMixture(available)) {
      return "no_" + stem;
    }
    return stem.equals(SPEECH) && available.size() == 1 ? "noise" : "minus_" + stem;
  }

  /**
   * The chosen sounds from the model's: same frames, named as {@link #names}.
   *
   * @param mixture the same frames of the sound; null unless {@link #wantsMixture}
   */
  Map<String, AudioBuffer> from(Stems stems, @Nullable AudioBuffer mixture) {
    Map<String, AudioBuffer> chosen = new LinkedHashMap<>();
    String stem = against;
    if (stem != null) {
      AudioBuffer sound = stems.get(stem);
      chosen.put(stem, sound);
      chosen.put(
          restName(stem, stems.names()),
          mixture == null ? sumWithout(stems, stem) : difference(mixture, sound));
    } else if (only.isEmpty()) {
      chosen.putAll(stems.all());
    } else {
      only.forEach(each -> chosen.put(each, stems.get(each)));
    }
    return chosen;
  }

  private static AudioBuffer difference(AudioBuffer mixture, AudioBuffer stem) {
    float[][] rest = new float[stem.channels()][stem.frames()];
    for (int c = 0; c < rest.length; c++) {
      for (int i = 0; i < rest[c].length; i++) {
        rest[c][i] = mixture.channel(c)[i] - stem.channel(c)[i];
      }
    }
    return AudioBuffer.of(stem.sampleRate(), rest);
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
