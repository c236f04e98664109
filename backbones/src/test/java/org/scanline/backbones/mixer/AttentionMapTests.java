package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.golden.Laws;
import org.scanline.backbones.layer.Heads;
import org.scanline.backbones.layer.Projection;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;

class AttentionMapTests {
  private static final int STEPS = 23;

  private static List<HeadMixer> mixers() {
    WindowAttention.Config window = new WindowAttention.Config(18, 3, 5, 10_000);
    return List.of(
        new FullAttention(new FullAttention.Config(18, 3)),
        new WindowAttention(window),
        new LinearAttention(new LinearAttention.Config(15, 3)),
        new HedgehogAttention(new HedgehogAttention.Config(15, 3)),
        new LolcatsAttention(window));
  }

  /** The weights, applied to the values and projected, are what the mixer gives. */
  @Test
  void theMapIsWhatTheMixerAveragesBy() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Laws.seed(manager, AttentionMapTests.class);
      ParameterStore store = new ParameterStore(manager, false);
      for (HeadMixer mixer : mixers()) {
        mixer.initialize(manager, DataType.FLOAT32, new Shape(2, STEPS, mixer.width()));
        for (Parameter parameter : Parameters.named(mixer).values()) {
          NDArray array = parameter.getArray();
          manager.randomNormal(array.getShape()).mul(0.4).copyTo(array);
        }
        NDArray x = manager.randomNormal(new Shape(2, STEPS, mixer.width()));
        NDArray weights = ((AttentionMap) mixer).weights(store, x, false);
        assertThat(weights.getShape()).isEqualTo(new Shape(2, 3, STEPS, STEPS));
        Laws.assertClose(
            "sums", weights.sum(new int[] {3}), manager.ones(new Shape(2, 3, STEPS)), 1e-6);
        Projection value = (Projection) mixer.getChildren().get("03v_proj");
        Projection output = (Projection) mixer.getChildren().get("04o_proj");
        NDArray v = Heads.split(value.apply(store, x, false), 3);
        NDArray y = output.apply(store, Heads.join(weights.matMul(v)), false);
        NDList state = mixer.initialState(manager, 2);
        NDArray mixed = mixer.mix(store, x, state, ScanForm.fused(), false).get(0);
        Laws.assertClose(mixer.getClass().getSimpleName(), y, mixed, 1e-5);
      }
    }
  }
}
