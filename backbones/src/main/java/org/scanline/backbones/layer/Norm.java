package org.scanline.backbones.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** A layer that brings rows, the last axis of x (...,width), to a common size. */
public abstract class Norm extends Layer {

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

  /** Normalizes x (...,width). */
  public abstract NDArray apply(ParameterStore store, NDArray x, boolean training);

  @Override
  protected final NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    return new NDList(apply(store, inputs.get(0), training));
  }

  @Override
  public final Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }
}
