package org.scanline.audio.separation.published;

/** How a publisher cuts sound into windows and joins what the net makes of them. */
public sealed interface Framing {

  /**
   * Demucs' {@code apply_model}: segments whose stems are added under triangles, averaged over
   * random shifts.
   *
   * @param segment frames of a segment; {@link #WHOLE} takes the sound in one piece
   * @param overlap share of a segment that the next one covers too, 0 to below 1
   * @param shifts times that the sound is separated, each time shifted by another random offset; 0
   *     separates once, unshifted
   * @param transitionPower exponent of the triangle, at least 1
   * @param fill whether the net is given whole segments only, a shorter one with what lies around
   *     it (HTDemucs); else {@link WindowNet#validLength} says what it is given
   * @param normalise whether the level of the whole sound is brought to mean 0 and deviation 1 and
   *     back
   */
  record Segments(
      int segment,
      double overlap,
      int shifts,
      double transitionPower,
      boolean fill,
      boolean normalise)
      implements Framing {
    /** A segment as long as the sound. */
    public static final int WHOLE = Integer.MAX_VALUE;

    /** Checks the numbers. */
    public Segments {
      if (segment < 1) {
        throw new IllegalArgumentException("segment=" + segment + " must be at least 1 frame");
      }
      if (!(overlap >= 0 && overlap < 1)) {
        throw new IllegalArgumentException("overlap=" + overlap + " must lie in 0 .. below 1");
      }
      if (shifts < 0 || shifts > 100) {
        throw new IllegalArgumentException("shifts=" + shifts + " must lie in 0..100");
      }
      if (!(transitionPower >= 1)) {
        throw new IllegalArgumentException(
            "transitionPower=" + transitionPower + " must be at least 1");
      }
    }

    /** What Demucs does when nothing is asked for: a quarter of overlap, one shift. */
    public static Segments usual(int segment, boolean fill) {
      return new Segments(segment, 0.25, 1, 1, fill, true);
    }

    /** Frames from the start of a segment to that of the next. */
    public int stride() {
      return segment == WHOLE ? WHOLE : Math.max(1, (int) ((1 - overlap) * segment));
    }
  }

  /**
   * The demix of Music-Source-Separation-Training: chunks under linear fades of a tenth, the sound
   * reflected at its ends.
   *
   * @param chunk frames of a chunk
   * @param overlaps chunks that cover one frame
   * @param batch chunks that the net is given at a time; the first and the last batch are not faded
   */
  record Chunks(int chunk, int overlaps, int batch) implements Framing {
    /** Checks the numbers. */
    public Chunks {
      if (chunk < 20) {
        throw new IllegalArgumentException("chunk=" + chunk + " must be at least 20 frames");
      }
      if (overlaps < 1 || overlaps > chunk) {
        throw new IllegalArgumentException("overlaps=" + overlaps + " must lie in 1.." + chunk);
      }
      if (batch < 1) {
        throw new IllegalArgumentException("batch=" + batch + " must be at least 1");
      }
    }

    /** Frames from the start of a chunk to that of the next. */
    public int stride() {
      return chunk / overlaps;
    }

    /** Frames by which the sound is reflected at both ends. */
    public int border() {
      return chunk - stride();
    }
  }

  /**
   * Windows of speech nets, whose order of speakers is free: the overlap with the window before
   * decides who is who. Sound that fits into one window is given to the net as it is.
   *
   * @param window frames of a window
   * @param overlap frames that two windows share, 1 to half a window
   */
  record Speech(int window, int overlap) implements Framing {
    /** Checks the numbers. */
    public Speech {
      if (overlap < 1 || overlap > window / 2) {
        throw new IllegalArgumentException(
            "overlap=" + overlap + " must lie in 1.." + window / 2 + ", half of window=" + window);
      }
    }
  }

  /** No windows: the net is a {@link CausalNet}. */
  record Causal() implements Framing {}
}
