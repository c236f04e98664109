package org.scanline.audio.separation.published;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One net, or several that are heard together (Demucs' bag of models): the mean of their stems
 * under weights for each stem.
 *
 * @param members at least one; equal in rate, channels and stems
 */
record Ensemble(List<Member> members) {

  /**
   * One of the nets.
   *
   * @param net it
   * @param weights not negative, one for each stem
   */
  record Member(PublishedNet net, List<Double> weights) {}

  /** Checks that the nets go together. */
  Ensemble {
    members = List.copyOf(members);
    WindowNet first = members.get(0).net().net();
    for (Member member : members) {
      WindowNet net = member.net().net();
      if (net.sampleRate() != first.sampleRate()
          || net.channels() != first.channels()
          || !net.stems().equals(first.stems())) {
        throw new IllegalArgumentException(
            "nets of one bag differ: %s at %d Hz and %s at %d Hz"
                .formatted(first.stems(), first.sampleRate(), net.stems(), net.sampleRate()));
      }
      if (member.weights().size() != net.stems().size()
          || member.weights().stream().anyMatch(weight -> !(weight >= 0))) {
        throw new IllegalArgumentException(
            "weights=" + member.weights() + " must be one for each of " + net.stems());
      }
    }
  }

  /**
   * Demands that each stem has a net that counts for it.
   *
   * @throws IllegalArgumentException in one line, when one has none
   */
  Ensemble demandAll() {
    List<String> stems = first().net().stems();
    for (int s = 0; s < stems.size(); s++) {
      if (!(total(s) > 0)) {
        throw new IllegalArgumentException("no net of the bag counts for " + stems.get(s));
      }
    }
    return this;
  }

  /** The same nets, those that count for none of the wanted stems without any weight. */
  Ensemble giving(Collection<String> wanted) {
    List<String> stems = first().net().stems();
    List<Member> all = new ArrayList<>();
    for (Member member : members) {
      boolean needed =
          IntStream.range(0, stems.size())
              .anyMatch(s -> member.weights().get(s) > 0 && wanted.contains(stems.get(s)));
      all.add(needed ? member : new Member(member.net(), Collections.nCopies(stems.size(), 0.0)));
    }
    return new Ensemble(all);
  }

  /** A single net. */
  static Ensemble of(PublishedNet net) {
    return new Ensemble(
        List.of(new Member(net, Collections.nCopies(net.net().stems().size(), 1.0))));
  }

  /** Any of the nets: all have the same rate, channels and stems. */
  PublishedNet first() {
    return members.get(0).net();
  }

  /** The share of a member in each stem. */
  float[] shares(Member member) {
    float[] shares = new float[member.weights().size()];
    for (int s = 0; s < shares.length; s++) {
      double weight = member.weights().get(s);
      shares[s] = weight == 0 ? 0 : (float) (weight / total(s));
    }
    return shares;
  }

  private double total(int stem) {
    return members.stream().mapToDouble(member -> member.weights().get(stem)).sum();
  }
}
