package org.scanline.vision.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scanline.vision.golden.VisionGolden;

/** Four directions over rows in a file give what the whole image gives. */
class FourWayPassesTests {
  @TempDir Path folder;

  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Through files of (H,W,C); x and the result are (1,C,H,W). */
  private NDArray passed(VssBlock block, NDArray x) throws IOException {
    Shape s = x.getShape();
    int rows = (int) s.get(2);
    int width = (int) s.get(3);
    int channels = (int) s.get(1);
    try (FeatureFile in = FeatureFile.create(folder, rows, width, channels);
        FeatureFile out = FeatureFile.create(folder, rows, width, channels)) {
      in.write(0, x.transpose(0, 2, 3, 1));
      int held = manager.getManagedArrays().size();
      FourWayPasses.run(block, in, out, folder, manager);
      assertThat(manager.getManagedArrays()).as("nothing is left").hasSize(held);
      return out.read(manager, 0, rows).transpose(0, 3, 1, 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"t_s1l8_v05noz, 16, 1, false, false, 64", "v3_z_state16, 32, 16, true, true, 0"})
  void publishedNumbersComeOutOfFiles(
      String name, int inner, int state, boolean gated, boolean biased, int mlp)
      throws IOException {
    VisionGolden golden = VisionGolden.open("vmamba_vss");
    VssScan.Config config = new VssScan.Config(16, inner, 1, state, gated, biased, ScanPaths.CROSS);
    VssBlock block =
        BlockGolden.loaded(manager, new VssBlock(config, mlp), golden.under("param." + name));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    NDArray y = passed(block, x.get("0:1")).concat(passed(block, x.get("1:")), 0);
    BlockGolden.assertGolden(y, golden.tensor("out." + name));
    assertThat(folder).as("files are deleted").isEmptyDirectory();
  }

  /** Wide enough for blocks of few rows: the last one is shorter. */
  @ParameterizedTest
  @CsvSource({"10, 1700", "1, 9", "7, 1", "3, 5000"})
  void blocksOfRowsJoinSeamlessly(int rows, int width) throws IOException {
    manager.getEngine().setRandomSeed(3);
    VssScan.Config config = new VssScan.Config(4, 4, 1, 2, true, true, ScanPaths.CROSS);
    VssBlock block = new VssBlock(config, 8);
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = manager.randomNormal(new Shape(1, 4, rows, width));
    NDArray whole = block.apply(store, x, null, false);
    assertThat(passed(block, x).toFloatArray())
        .containsExactly(whole.toFloatArray(), within(1e-5f * whole.abs().max().getFloat()));
  }

  @Test
  void otherPathsAreRefused() throws IOException {
    VssScan.Config config = new VssScan.Config(4, 4, 1, 1, false, false, ScanPaths.ROTATED);
    VssBlock block = new VssBlock(config, 0);
    try (FeatureFile in = FeatureFile.create(folder, 2, 2, 4)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FourWayPasses.run(block, in, in, folder, manager))
          .withMessageContaining("CROSS");
    }
  }
}
