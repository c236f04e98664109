package org.scanline.backbones.attention;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import org.scanline.backbones.layer.Activations;

/**
 * A fixed map of queries and keys, applied to the last axis of (...,K), whose products stand in for
 * the exponential of softmax attention. Learned maps are layers, see {@code mixer.HedgehogMap}.
 */
public enum FeatureMap {
  /** x. */
  IDENTITY {
    @Override
    public NDArray apply(NDArray x) {
      return x;
    }
  },
  /** elu(x) + 1, positive (Katharopoulos et al., 2020, eq. 7). */
  ELU_PLUS_ONE {
    @Override
    public NDArray apply(NDArray x) {
      return Activation.elu(x, 1).add(1);
    }
  },
  /** max(x, 0). */
  RELU {
    @Override
    public NDArray apply(NDArray x) {
      return Activation.relu(x);
    }
  },
  /** x sigmoid(x). */
  SILU {
    @Override
    public NDArray apply(NDArray x) {
      return Activations.silu(x);
    }
  },
  /** 1 / (1 + exp(-x)). */
  SIGMOID {
    @Override
    public NDArray apply(NDArray x) {
      return Activation.sigmoid(x);
    }
  },
  /** Softmax over the channels of a head. */
  SOFTMAX {
    @Override
    public NDArray apply(NDArray x) {
      return x.softmax(-1);
    }
  };

  /** Maps x (...,K). */
  public abstract NDArray apply(NDArray x);
}
