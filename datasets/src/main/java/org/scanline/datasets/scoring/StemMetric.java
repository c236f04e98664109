package org.scanline.datasets.scoring;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What stems are scored by. The ratios are in dB, higher is better; {@link #STFT} is a distance.
 */
public enum StemMetric {
  /** BSS Eval v4: everything that is wrong, median over the seconds. */
  SDR("bss", "sdr", "SDR"),
  /** BSS Eval v4: what a filter of the true stem explains, median over the seconds. */
  ISR("bss", "isr", "ISR"),
  /** BSS Eval v4: what the other stems explain, median over the seconds. */
  SIR("bss", "sir", "SIR"),
  /** BSS Eval v4: what no stem explains, median over the seconds. */
  SAR("bss", "sar", "SAR"),
  /** BSS Eval v4 over the whole track at once. */
  SDR_GLOBAL("bss-global", "sdr-global", "SDR whole"),
  /** BSS Eval v4 over the whole track at once. */
  ISR_GLOBAL("bss-global", "isr-global", "ISR whole"),
  /** BSS Eval v4 over the whole track at once. */
  SIR_GLOBAL("bss-global", "sir-global", "SIR whole"),
  /** BSS Eval v4 over the whole track at once. */
  SAR_GLOBAL("bss-global", "sar-global", "SAR whole"),
  /** BSS Eval v3 for sources (mir_eval): any filter of 512 taps on the true stem is forgiven. */
  SDR_SOURCES("bss-sources", "sdr-sources", "SDR v3"),
  /** BSS Eval v3 for sources. */
  SIR_SOURCES("bss-sources", "sir-sources", "SIR v3"),
  /** BSS Eval v3 for sources. */
  SAR_SOURCES("bss-sources", "sar-sources", "SAR v3"),
  /** Scale-invariant SDR, all channels one vector. */
  SI_SDR("si-sdr", "si-sdr", "SI-SDR"),
  /** Scale-invariant SDR after the mean of each channel is taken off, as papers on speech do. */
  SI_SDR_ZERO_MEAN("si-sdr-zm", "si-sdr-zm", "SI-SDR zm"),
  /** How much that improves on the mixture. */
  SI_SDR_IMPROVEMENT("si-sdri", "si-sdri", "SI-SDRi"),
  /** The SDR of the Music Demixing Challenge. */
  NEW_SDR("nsdr", "nsdr", "nSDR"),
  /** Plain SDR, median over the seconds in which the stem is above -50 dBFS. */
  ACTIVE_SDR("active-sdr", "active-sdr", "active SDR"),
  /** The multi-resolution STFT distance of the listening study; lower is better. */
  STFT("stft", "stft", "STFT dist.");

  private final String group;
  private final String id;
  private final String label;

  StemMetric(String group, String id, String label) {
    this.group = group;
    this.id = id;
    this.label = label;
  }

  /** Short name for CSV and JSON. */
  public String id() {
    return id;
  }

  /** Name for the head of a table. */
  public String label() {
    return label;
  }

  /** What it is chosen by: metrics that are computed together have one name. */
  public String group() {
    return group;
  }

  /** Whether a higher value is a better one. */
  public boolean higherIsBetter() {
    return this != STFT;
  }

  /** Whether there is a value for each second. */
  public boolean framewise() {
    return group.equals("bss") || this == ACTIVE_SDR;
  }

  /** Those that are computed when nothing is said. */
  public static Set<StemMetric> usual() {
    return EnumSet.of(SDR, ISR, SIR, SAR, SI_SDR, SI_SDR_IMPROVEMENT, NEW_SDR, ACTIVE_SDR, STFT);
  }

  /**
   * Finds metrics by the names of their groups; "all" means all.
   *
   * @throws IllegalArgumentException when there is none of a name, with a line that lists them
   */
  public static Set<StemMetric> parse(List<String> groups) {
    Set<StemMetric> chosen = EnumSet.noneOf(StemMetric.class);
    for (String name : groups) {
      Set<StemMetric> found =
          Arrays.stream(values())
              .filter(m -> m.group.equals(name) || name.equals("all"))
              .collect(Collectors.toSet());
      if (found.isEmpty()) {
        throw new IllegalArgumentException(
            "no metric "
                + name
                + "; there are all, "
                + String.join(
                    ", ",
                    new LinkedHashSet<>(Arrays.stream(values()).map(StemMetric::group).toList())));
      }
      chosen.addAll(found);
    }
    return chosen;
  }
}
