package org.scanline.audio.separation.net.roformer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.audio.separation.net.Gradients;
import org.scanline.backbones.weights.Parameters;

class TransformerTest {
  private static final RoformerConfig CONFIG =
      new RoformerConfig(
          44_100,
          2,
          List.of("vocals"),
          Bands.sideBySide(List.of(3, 2, 4)),
          new RoformerConfig.Spectrum(16, 4, false, true),
          12,
          1,
          new RoformerConfig.Block(0, 1, 2, 3, 4, 24),
          new RoformerConfig.Masks(2, 20),
          true,
          false);

  @Test
  void sequencesInBlocksAreSequencesAtOnce() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Transformer transformer = new Transformer(CONFIG, Transformer.Attention.ROTARY, 2);
      transformer.initialize(manager, DataType.FLOAT32, new Shape(1, 1, 12));
      manager.getEngine().setRandomSeed(3);
      NDArray x = manager.randomNormal(new Shape(23, 1001, 12));
      float[] before = x.toFloatArray();
      ParameterStore store = new ParameterStore(manager, false);
      NDArray atOnce = transformer.apply(store, x, true);
      NDArray inBlocks = transformer.apply(store, x, false);
      assertThat(inBlocks.sub(atOnce).abs().max().getFloat()).isLessThan(1e-4f);
      assertThat(x.toFloatArray()).isEqualTo(before);
    }
  }

  @Test
  void separatingLeavesNoArrayBehind() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Roformer net = new Roformer(CONFIG);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 160));
      try (NDManager piece = manager.newSubManager()) {
        for (int length : new int[] {9, 11, 160, 163}) { // one frame's mirror image needs 9
          NDArray x = piece.randomNormal(new Shape(2, 2, length));
          int held = piece.getManagedArrays().size();
          NDArray stems = net.apply(new ParameterStore(piece, false), x, false);
          assertThat(stems.getShape()).isEqualTo(new Shape(2, 1, 2, length));
          assertThat(piece.getManagedArrays()).hasSize(held + 1);
        }
      }
    }
  }

  @Test
  void theGradientIsTheSlopeOfTheLoss() {
    for (Bands bands : List.of(Bands.sideBySide(List.of(3, 2, 4)), overlapping())) {
      for (boolean skip : new boolean[] {false, true}) {
        try (NDManager manager = NDManager.newBaseManager()) {
          RoformerConfig config =
              new RoformerConfig(
                  44_100,
                  2,
                  List.of("a", "b"),
                  bands,
                  CONFIG.spectrum(),
                  12,
                  2,
                  new RoformerConfig.Block(1, 1, 1, 3, 4, 24),
                  CONFIG.masks(),
                  !bands.disjoint(),
                  skip);
          manager.getEngine().setRandomSeed(7);
          Roformer net = new Roformer(config);
          net.initialize(manager, DataType.FLOAT32, new Shape(1, 2, 160));
          Parameters.named(net).entrySet().stream()
              .filter(each -> each.getKey().endsWith("freqs"))
              .forEach(each -> each.getValue().freeze(true));
          NDArray x = manager.randomNormal(new Shape(1, 2, 160));
          ParameterStore store = new ParameterStore(manager, false);
          Gradients.check(net, () -> net.apply(store, x, true), manager);
        }
      }
    }
  }

  private static Bands overlapping() {
    return new Bands(List.of(new Bands.Range(0, 4), new Bands.Range(2, 7)), 9);
  }
}
