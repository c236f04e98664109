package org.scanline.backbones.layer;

/** A layer that brings rows, the last axis of x (...,width), to a common size. */
public abstract class Norm extends UnaryLayer {

  /** The norms to choose from. */
  public enum Kind {
    /** {@link LayerNorm} with epsilon 1e-5. */
    LAYER {
      @Override
      public Norm make(long width) {
        return new LayerNorm(width, 1e-5);
      }
    },
    /** {@link RmsNorm} with epsilon 1e-6. */
    RMS {
      @Override
      public Norm make(long width) {
        return new RmsNorm(width, 1e-6);
      }
    },
    /** {@link SimpleRmsNorm}. */
    SIMPLE_RMS {
      @Override
      public Norm make(long width) {
        return new SimpleRmsNorm();
      }
    },
    /** {@link ScaleNorm}. */
    SCALE {
      @Override
      public Norm make(long width) {
        return new ScaleNorm();
      }
    };

    /** A new norm over rows of a width. */
    public abstract Norm make(long width);
  }

  /** For subclasses. */
  protected Norm() {}
}
