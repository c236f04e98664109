package org.scanline.vision.image.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.scanline.backbones.weights.Parameters;
import org.scanline.vision.golden.VisionGolden;

/** Swin's blocks give torchvision's numbers. */
class SwinTests {
  private final NDManager manager = NDManager.newBaseManager();
  private final ParameterStore store = new ParameterStore(manager, false);

  @AfterEach
  void close() {
    manager.close();
  }

  private static SwinBlock block(SwinAttention.Version version, int shift) {
    return new SwinBlock(new SwinAttention.Config(16, 4, 4, shift, version), 32);
  }

  @ParameterizedTest
  @CsvSource({"v1, ONE, 0", "v1, ONE, 2", "v2, TWO, 0", "v2, TWO, 2"})
  void blocksGiveThePublishedNumbers(String key, SwinAttention.Version version, int shift) {
    VisionGolden golden = VisionGolden.open("swin_block");
    String name = key + ".shift" + shift;
    SwinBlock block =
        BlockGolden.loaded(manager, block(version, shift), golden.under("param." + name));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    NDArray y = block.apply(store, x, false);
    BlockGolden.assertGolden(y, golden.tensor("out." + name));
    assertThat(block.getOutputShapes(new Shape[] {x.getShape()})).containsExactly(y.getShape());
  }

  @ParameterizedTest
  @CsvSource({"merge_v1, ONE", "merge_v2, TWO"})
  void mergingGivesThePublishedNumbers(String key, SwinAttention.Version version) {
    VisionGolden golden = VisionGolden.open("swin_block");
    PatchMerging merging =
        BlockGolden.loaded(manager, new PatchMerging(16, version), golden.under("param." + key));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    BlockGolden.assertGolden(merging.apply(store, x, false), golden.tensor("out." + key));
    NDArray odd = x.get(new NDIndex(":, :7, :11"));
    NDArray y = merging.apply(store, odd, false);
    assertThat(y.getShape()).isEqualTo(new Shape(2, 4, 6, 32));
    assertThat(merging.getOutputShapes(new Shape[] {odd.getShape()})).containsExactly(y.getShape());
  }

  /** Without a shift, zeros around complete the last windows and reach no others. */
  @ParameterizedTest
  @EnumSource
  void windowsBeforeThePaddingStayWhatTheyWere(SwinAttention.Version version) {
    SwinBlock block = block(version, 0);
    block.initialize(manager, DataType.FLOAT32, new Shape(1));
    NDArray x = manager.randomNormal(new Shape(1, 10, 9, 16));
    NDArray y = block.apply(store, x, false);
    assertThat(y.getShape()).isEqualTo(x.getShape());
    NDArray whole = block.apply(store, x.get(new NDIndex(":, :8, :8")), false);
    assertThat(y.get(new NDIndex(":, :8, :8")).toFloatArray())
        .containsExactly(whole.toFloatArray(), within(1e-5f));
  }

  /** A side that is one window long is not shifted: nothing to tell apart along it. */
  @Test
  void aShiftNeedsMoreThanOneWindow() {
    ShiftedWindows one = new ShiftedWindows(3, 4, 4, 2);
    assertThat(one.mask(manager, DataType.FLOAT32)).isNull();
    NDArray x = manager.arange(24f).reshape(1, 3, 4, 2);
    assertThat(one.join(one.cut(x))).isEqualTo(x);
    ShiftedWindows more = new ShiftedWindows(3, 9, 4, 2);
    NDArray wide = manager.arange(54f).reshape(1, 3, 9, 2);
    assertThat(more.join(more.cut(wide))).isEqualTo(wide);
    assertThat(Objects.requireNonNull(more.mask(manager, DataType.FLOAT32)).getShape())
        .isEqualTo(new Shape(3, 1, 16, 16));
  }

  @ParameterizedTest
  @CsvSource({
    "ONE, attn.relative_position_bias_table", "ONE, attn.qkv.weight",
    "TWO, attn.cpb_mlp.0.weight", "TWO, attn.logit_scale"
  })
  void gradientsReachTheWeights(SwinAttention.Version version, String name) {
    VisionGolden golden = VisionGolden.open("swin_block");
    String key = version == SwinAttention.Version.ONE ? "v1.shift2" : "v2.shift2";
    SwinBlock block = BlockGolden.loaded(manager, block(version, 2), golden.under("param." + key));
    NDArray x = BlockGolden.array(manager, golden.tensor("in.x"));
    NDArray weights = manager.randomNormal(x.getShape());
    Map<String, Parameter> parameters = Parameters.named(block);
    BlockGolden.assertGradient(
        manager,
        Objects.requireNonNull(parameters.get(name)),
        () -> block.apply(store, x, true).mul(weights).sum());
  }
}
