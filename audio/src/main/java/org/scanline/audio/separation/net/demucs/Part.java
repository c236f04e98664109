package org.scanline.audio.separation.net.demucs;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.Initializer;
import ai.djl.util.PairList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.backbones.layer.Layer;

/**
 * A part of a net under the publisher's name; what it computes, its owner asks it for.
 *
 * <p>The parameters are zeros until a checkpoint fills them. Inference only: steps may write into
 * the array that they are given, which the net has just made.
 */
class Part extends Layer {
  private static final Initializer ZEROS = (manager, shape, type) -> manager.zeros(shape, type);

  /** Declares a parameter. */
  final Parameter weights(String name, long... shape) {
    return parameter(name, ZEROS, shape);
  }

  /** Adds a part. */
  final <B extends Block> B part(String name, B part) {
    return addChildBlock(name, part);
  }

  /** Adds parts whose names are their numbers. */
  final <B extends Block> void parts(String name, List<B> parts) {
    Part list = part(name, new Part());
    for (int i = 0; i < parts.size(); i++) {
      list.part(Integer.toString(i), parts.get(i));
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    throw new UnsupportedOperationException("a part of a Demucs net is run by the net");
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    throw new UnsupportedOperationException("a part of a Demucs net is run by the net");
  }

  /** A weight and a bias: of a norm, a convolution or a dense layer. */
  static class Affine extends Part {
    private final Parameter weight;
    private final Parameter bias;

    /** Declares both; the bias has one number for each output. */
    Affine(long outputs, long... weight) {
      this.weight = weights("weight", weight);
      this.bias = weights("bias", outputs);
    }

    /** A scale and a shift for each channel. */
    static Affine norm(long channels) {
      return new Affine(channels, channels);
    }

    final NDArray weight() {
      return weight.getArray();
    }

    final NDArray bias() {
      return bias.getArray();
    }
  }

  /** One number for each channel, under the name scale. */
  static final class Scale extends Part {
    private final Parameter scale;

    Scale(long channels) {
      scale = weights("scale", channels);
    }

    NDArray value() {
      return scale.getArray();
    }
  }
}
