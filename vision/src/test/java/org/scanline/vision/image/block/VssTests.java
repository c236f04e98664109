package org.scanline.vision.image.block;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.backbones.scan.ScanForm;
import org.scanline.backbones.weights.Parameters;
import org.scanline.vision.golden.VisionGolden;

/** VMamba's blocks give VMamba's numbers. */
class VssTests {
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @EnumSource
  void pathsAreThePublishedOnes(ScanPaths paths) {
    VisionGolden golden = VisionGolden.open("vmamba_vss");
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    NDArray sequences = paths.unroll(x);
    BlockGolden.assertGolden(sequences, golden.tensor("out.cross_scan." + paths.ordinal()));
    NDArray merged = paths.merge(sequences, 6, 8);
    assertThat(merged.getShape()).isEqualTo(x.getShape());
    BlockGolden.assertGolden(
        merged.reshape(2, 16, 48), golden.tensor("out.cross_merge." + paths.ordinal()));
  }

  @ParameterizedTest
  @CsvSource({
    "t_s1l8_v05noz, 16, 1, false, false, CROSS, 64",
    "v3_z_state16, 32, 16, true, true, CROSS, 0",
    "v05_unidi, 32, 4, false, true, ONE_WAY, 32",
    "v05_bidi, 32, 4, false, true, BOTH_WAYS, 32"
  })
  void blocksGiveThePublishedNumbersInEveryForm(
      String name, int inner, int state, boolean gated, boolean biased, ScanPaths paths, int mlp) {
    VisionGolden golden = VisionGolden.open("vmamba_vss");
    VssScan.Config config = new VssScan.Config(16, inner, 1, state, gated, biased, paths);
    VssBlock block =
        BlockGolden.loaded(manager, new VssBlock(config, mlp), golden.under("param." + name));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    for (ScanForm form : List.of(ScanForm.naive(), ScanForm.chunked(16), ScanForm.fused(2))) {
      BlockGolden.assertGolden(block.apply(store, x, form, false), golden.tensor("out." + name));
    }
    NDArray y = block.forward(store, new NDList(x), false).singletonOrThrow();
    BlockGolden.assertGolden(y, golden.tensor("out." + name));
    assertThat(block.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
  }

  @Test
  void gradientsReachTheWeightsOfTheScans() {
    VisionGolden golden = VisionGolden.open("vmamba_vss");
    VssScan.Config config = new VssScan.Config(16, 32, 1, 16, true, true, ScanPaths.CROSS);
    VssBlock block =
        BlockGolden.loaded(manager, new VssBlock(config, 0), golden.under("param.v3_z_state16"));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    NDArray weights = manager.randomNormal(x.getShape());
    Map<String, Parameter> parameters = Parameters.named(block);
    for (String name :
        List.of("op.A_logs", "op.x_proj.weight", "op.dt_projs.weight", "op.conv2d.weight")) {
      BlockGolden.assertGradient(
          manager,
          Objects.requireNonNull(parameters.get(name)),
          () -> block.forward(store, new NDList(x), true).get(0).mul(weights).sum());
    }
  }

  @Test
  void theSmallNetGivesThePublishedNumbers() {
    VisionGolden golden = VisionGolden.open("vmamba_vssm_tiny");
    VMamba net =
        BlockGolden.loaded(
            manager, new VMamba(new VMamba.Config(8, List.of(1, 1), 4, 7)), golden.under("param"));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    BlockGolden.assertGolden(net.embed(store, x, false), golden.tensor("out.patch_embed"));
    NDArray y = net.forward(store, new NDList(x), false).singletonOrThrow();
    BlockGolden.assertGolden(y, golden.tensor("out.logits"));
    assertThat(net.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
  }
}
