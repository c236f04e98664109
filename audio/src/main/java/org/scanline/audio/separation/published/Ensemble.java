package org.scanline.audio.separation.published;

import java.util.List;

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
    for (int s = 0; s < first.stems().size(); s++) {
      int stem = s;
      if (!(members.stream().mapToDouble(member -> member.weights().get(stem)).sum() > 0)) {
        throw new IllegalArgumentException("no net of the bag counts for " + first.stems().get(s));
      }
    }
  }

  /** A single net. */
  static Ensemble of(PublishedNet net) {
    return new Ensemble(
        List.of(new Member(net, java.util.Collections.nCopies(net.net().stems().size(), 1.0))));
  }

  /** Any of the nets: all have the same rate, channels and stems. */
  PublishedNet first() {
    return members.get(0).net();
  }

  /** The share of a member in each stem. */
  float[] shares(Member member) {
    float[] shares = new float[member.weights().size()];
    for (int s = 0; s < shares.length; s++) {
      int stem = s;
      double total = members.stream().mapToDouble(each -> each.weights().get(stem)).sum();
      shares[s] = (float) (member.weights().get(s) / total);
    }
    return shares;
  }
}
