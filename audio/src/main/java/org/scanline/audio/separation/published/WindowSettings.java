package org.scanline.audio.separation.published;

import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.WindowOptions;
import org.scanline.audio.separation.published.Framing.Chunks;
import org.scanline.audio.separation.published.Framing.Segments;
import org.scanline.audio.separation.published.Framing.Speech;

/** What a user may say about the windows of a net. */
final class WindowSettings {
  private WindowSettings() {}

  /**
   * The net with its windows cut otherwise.
   *
   * @throws IllegalArgumentException in one line, when its kind of windows does not know a setting
   */
  static PublishedNet apply(PublishedNet net, WindowOptions options) {
    Framing framing = net.framing();
    boolean shifted = options.shifts() != null || options.seed() != null;
    if (shifted && !(framing instanceof Segments)) {
      throw new IllegalArgumentException(
          net.architecture() + " knows no shifts: leave out shifts and seed");
    }
    PublishedNet cut = options.segment() == null ? net : segment(net, options.segment());
    Double overlap = options.overlap();
    Integer shifts = options.shifts();
    Framing chosen = cut.framing();
    if (overlap != null) {
      chosen = overlapping(net, chosen, overlap);
    }
    if (shifts != null && chosen instanceof Segments s) {
      chosen =
          new Segments(
              s.segment(), s.overlap(), shifts, s.transitionPower(), s.fill(), s.normalise());
    }
    return net.framedBy(chosen);
  }

  /** The net with windows of so many seconds. */
  static PublishedNet segment(PublishedNet net, double seconds) {
    int frames = (int) Math.max(1, net.net().sampleRate() * seconds);
    Framing framing = net.framing();
    if (framing instanceof Segments s) {
      if (s.fill() && frames > s.segment()) {
        double longest = Math.round(1e3 * s.segment() / net.net().sampleRate()) / 1e3;
        throw new IllegalArgumentException(
            "%s was trained on segments of %s s: the segment must not be longer"
                .formatted(net.architecture(), longest));
      }
      return net.framedBy(
          new Segments(
              frames, s.overlap(), s.shifts(), s.transitionPower(), s.fill(), s.normalise()));
    }
    if (framing instanceof Chunks c) {
      return net.framedBy(new Chunks(frames, c.overlaps(), c.batch()));
    }
    if (framing instanceof Speech s) {
      return net.framedBy(new Speech(frames, Math.min(s.overlap(), frames / 2)));
    }
    throw new IllegalArgumentException(
        net.architecture()
            + " hears sound as it comes, without windows: leave out segment and overlap");
  }

  private static Framing overlapping(PublishedNet net, Framing framing, double overlap) {
    if (framing instanceof Segments s) {
      return new Segments(
          s.segment(), overlap, s.shifts(), s.transitionPower(), s.fill(), s.normalise());
    }
    if (framing instanceof Chunks c) {
      return new Chunks(c.chunk(), (int) Math.max(1, Math.round(1 / (1 - overlap))), c.batch());
    }
    if (framing instanceof Speech s) {
      return new Speech(s.window(), (int) Math.max(1, overlap * s.window()));
    }
    throw new IllegalArgumentException(
        net.architecture()
            + " hears sound as it comes, without windows: leave out segment and overlap");
  }

  /** Frames of a window; 1 where there are none. */
  static int frames(PublishedNet net) {
    Framing framing = net.framing();
    if (framing instanceof Segments segments) {
      return segments.segment();
    }
    if (framing instanceof Chunks chunks) {
      return chunks.chunk();
    }
    return framing instanceof Speech speech ? speech.window() : 1;
  }

  /** How the windows of a net lie, all in numbers; null when it has none. */
  static @Nullable WindowOptions describe(PublishedNet net, long seed) {
    double rate = net.net().sampleRate();
    Framing framing = net.framing();
    if (framing instanceof Segments s) {
      return new WindowOptions(
          s.segment() == Segments.WHOLE ? null : s.segment() / rate,
          s.overlap(),
          s.shifts(),
          s.shifts() == 0 ? null : (Long) seed);
    }
    if (framing instanceof Chunks c) {
      return new WindowOptions(c.chunk() / rate, 1 - 1.0 / c.overlaps(), null, null);
    }
    if (framing instanceof Speech s) {
      return new WindowOptions(s.window() / rate, s.overlap() / (double) s.window(), null, null);
    }
    return null;
  }
}
