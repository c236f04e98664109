package org.scanline.backbones.mixer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.scan.ScanForm;

class DeltaMixerLawTests {
  private static final int WIDTH = 12;

  private static List<Mixer> mixers() {
    return List.of(
        new DeltaNet(new DeltaNet.Config(WIDTH, 3, true, true)),
        new GatedDeltaNet(new GatedDeltaNet.Config(WIDTH, 3)),
        new Rwkv7(new Rwkv7.Config(WIDTH, 3)));
  }

  @Test
  void noStepsGiveNothingAndKeepTheState() {
    for (Mixer mixer : mixers()) {
      try (NDManager manager = NDManager.newBaseManager()) {
        mixer.initialize(manager, DataType.FLOAT32, new Shape(2, 1, WIDTH));
        NDList state = mixer.initialState(manager, 2);
        state.forEach(array -> array.addi(0.5f));
        NDArray none = manager.zeros(new Shape(2, 0, WIDTH));
        ParameterStore store = new ParameterStore(manager, false);
        NDList after = mixer.mix(store, none, state, ScanForm.fused(), false);
        assertThat(after.get(0).getShape()).isEqualTo(none.getShape());
        for (int i = 0; i < state.size(); i++) {
          assertThat(after.get(i + 1)).isEqualTo(state.get(i));
        }
      }
    }
  }
}
