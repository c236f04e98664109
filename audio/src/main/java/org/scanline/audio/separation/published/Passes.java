package org.scanline.audio.separation.published;

import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.scanline.audio.separation.published.Framing.Chunks;
import org.scanline.audio.separation.published.Framing.Segments;
import org.scanline.audio.separation.published.Framing.Speech;
import org.scanline.audio.separation.published.WindowedStream.Pass;

/** The runs over a sound that an ensemble needs. */
final class Passes {
  private Passes() {}

  /**
   * The passes of one stream.
   *
   * @param manager windows are computed on managers below it
   * @param offsets gives a number from 0 to its argument for each shift, model after model
   */
  static List<Pass> of(Ensemble ensemble, NDManager manager, IntUnaryOperator offsets) {
    List<Pass> passes = new ArrayList<>();
    for (Ensemble.Member member : ensemble.members()) {
      WindowNet net = member.net().net();
      NetRunner runner = new NetRunner(net, manager);
      float[] shares = ensemble.shares(member);
      boolean counts = member.weights().stream().anyMatch(weight -> weight > 0);
      Framing framing = member.net().framing();
      if (framing instanceof Segments segments) {
        long[] leads = leads(segments, net, offsets); // drawn for nets that do not count, too
        for (int i = 0; i < leads.length && counts; i++) {
          passes.add(
              new Pass(
                  runner, new SegmentPlan(net, segments, leads[i]), divided(shares, leads.length)));
        }
      } else if (counts) {
        passes.add(new Pass(runner, plan(net, framing), shares));
      }
    }
    return passes;
  }

  private static WindowPlan plan(WindowNet net, Framing framing) {
    int stems = net.stems().size();
    if (framing instanceof Chunks chunks) {
      return new ChunkPlan(chunks, stems, net.channels());
    }
    if (framing instanceof Speech speech) {
      return new SpeechPlan(speech, stems, net.channels());
    }
    throw new IllegalArgumentException("no windows in " + framing);
  }

  /** Half a second of silence is put before the sound, less the offset. */
  private static long[] leads(Segments segments, WindowNet net, IntUnaryOperator offsets) {
    int most = net.sampleRate() / 2;
    long[] leads = new long[Math.max(1, segments.shifts())];
    for (int i = 0; i < segments.shifts(); i++) {
      leads[i] = most - offsets.applyAsInt(most);
    }
    return leads;
  }

  private static float[] divided(float[] shares, int by) {
    float[] divided = shares.clone();
    for (int s = 0; s < divided.length; s++) {
      divided[s] /= by;
    }
    return divided;
  }
}
