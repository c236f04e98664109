package org.scanline.audio.separation.net.sudo;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scanline.audio.separation.net.masking.SceneNorm;
import org.scanline.backbones.layer.ChannelNorm;
import org.scanline.backbones.layer.Convolution;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.layer.Named;
import org.scanline.backbones.layer.Prelu;
import org.scanline.backbones.layer.Scoped;
import org.scanline.backbones.layer.TorchFunction;
import org.scanline.backbones.layer.UnaryLayer;

/**
 * One block of Sudo rm -rf on x (B,C,F): wider, a depthwise convolution at each of several halved
 * resolutions, their sum from the coarsest up, and back (figure 2 of the paper).
 */
final class SudoBlock extends UnaryLayer {
  private static final double EPSILON = 1e-8;

  private final boolean improved;
  private final Named widen;
  private final List<Named> levels = new ArrayList<>();
  private final Named settle;
  private final Block narrow;
  private final @Nullable Named leave;
  private final TorchFunction doubled =
      TorchFunction.of(
          "fine: Tensor, coarse: Tensor",
          "up = torch.upsample_nearest1d(coarse, [torch.size(coarse, 2) * 2], 2.)",
          "return torch.add(fine, up)");

  SudoBlock(SudoConfig config) {
    improved = config.improved();
    int inner = config.filters();
    int outer = config.bottleneck();
    widen = addChildBlock("proj_1x1", normed(pointwise(outer, inner), inner));
    widen.with("act", new Prelu(improved ? 1 : inner));
    for (int level = 0; level < config.depth(); level++) {
      Convolution.Config depthwise =
          Convolution.Config.line(inner, inner, 5)
              .padding(2)
              .stride(level == 0 ? 1 : 2)
              .groups(inner);
      levels.add(normed(new Convolution(depthwise), inner));
    }
    addChildBlock("spp_dw", Named.numbered(levels));
    if (improved) {
      settle = addChildBlock("final_norm", bent(inner));
      narrow = addChildBlock("res_conv", pointwise(inner, outer));
      leave = null;
    } else {
      narrow = addChildBlock("conv_1x1_exp", normed(pointwise(inner, outer), outer));
      settle = addChildBlock("final_norm", bent(inner));
      leave = addChildBlock("module_act", bent(outer));
    }
  }

  private static Convolution pointwise(long inputs, long outputs) {
    return new Convolution(Convolution.Config.line(inputs, outputs, 1));
  }

  private Named normed(Convolution convolution, int width) {
    Named named = new Named();
    named.with("conv", convolution);
    named.with("norm", norm(width));
    return named;
  }

  private Named bent(int width) {
    Named named = new Named();
    named.with("norm", norm(width));
    named.with("act", new Prelu(width));
    return named;
  }

  private Layer norm(int width) {
    return improved ? new SceneNorm(width, true) : new ChannelNorm(1, width, EPSILON);
  }

  @Override
  public NDArray apply(ParameterStore store, NDArray x, boolean training) {
    return Scoped.of(
        () -> {
          List<NDArray> resolutions = new ArrayList<>();
          NDArray finest = run(widen, store, x, training);
          for (Named level : levels) {
            finest = run(level, store, finest, training);
            resolutions.add(finest);
          }
          NDArray sum = resolutions.remove(resolutions.size() - 1);
          while (!resolutions.isEmpty()) {
            NDArray finer = resolutions.remove(resolutions.size() - 1);
            sum = doubled.apply(training, finer, sum);
          }
          NDArray back = run(narrow, store, run(settle, store, sum, training), training).add(x);
          return leave == null ? back : run(leave, store, back, training);
        });
  }

  private static NDArray run(Block block, ParameterStore store, NDArray x, boolean training) {
    return Scoped.of(() -> block.forward(store, new NDList(x), training).singletonOrThrow());
  }
}
