package org.scanline.vision.image.resize;

/**
 * How pixels between pixels are found. Centres of pixels lie at half numbers; all but the areas
 * weigh by the cubic kernel of Keys ("Cubic convolution interpolation for digital image
 * processing", 1981, eq. 15) with its free parameter a.
 */
public enum Interpolation {
  /**
   * MATLAB's imresize: a = -0.5, the kernel as wide as the pixels are far apart when shrinking, the
   * image mirrored at its edges. The one by which super-resolution sets are made small.
   */
  MATLAB_BICUBIC(-0.5, true, Edge.MIRROR),
  /**
   * OpenCV's INTER_CUBIC: a = -0.75, no smoothing when shrinking, edges repeated. PyTorch's bicubic
   * without antialiasing and without aligned corners is the same.
   */
  OPENCV_CUBIC(-0.75, false, Edge.REPEAT),
  /** OpenCV's INTER_AREA for whole factors: the mean of the pixels below. Only shrinks. */
  OPENCV_AREA(0, true, Edge.REPEAT),
  /** Pillow's BICUBIC: a = -0.5, smoothing when shrinking, the kernel cut off at the edges. */
  PILLOW_BICUBIC(-0.5, true, Edge.CUT);

  /** What stands for pixels outside of the image. */
  enum Edge {
    MIRROR {
      @Override
      int inside(int index, int length) {
        int at = Math.floorMod(index, 2 * length);
        return at < length ? at : 2 * length - 1 - at;
      }
    },
    REPEAT {
      @Override
      int inside(int index, int length) {
        return Math.max(0, Math.min(length - 1, index));
      }
    },
    CUT {
      @Override
      int inside(int index, int length) {
        return REPEAT.inside(index, length);
      }
    };

    /** The pixel that stands for one, which may lie outside. */
    abstract int inside(int index, int length);
  }

  private final double a;
  private final boolean smoothing;
  private final Edge edge;

  Interpolation(double a, boolean smoothing, Edge edge) {
    this.a = a;
    this.smoothing = smoothing;
    this.edge = edge;
  }

  /** Whether the kernel grows with the distance of the pixels when shrinking. */
  boolean smoothing() {
    return smoothing;
  }

  Edge edge() {
    return edge;
  }

  /** The kernel at a distance in pixels. */
  double kernel(double distance) {
    double t = Math.abs(distance);
    if (t < 1) {
      return ((a + 2) * t - (a + 3)) * t * t + 1;
    }
    return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
  }
}
