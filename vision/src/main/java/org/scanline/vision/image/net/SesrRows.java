package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.scanline.backbones.layer.TorchOperators;
import org.scanline.vision.image.block.SesrKernels;

/**
 * A SESR, learning or collapsed, that reads the luma of an image from the top down.
 *
 * @param scale 2 or 4
 * @param kernels collapses the blocks, on a manager
 */
public record SesrRows(int scale, Function<NDManager, SesrKernels> kernels) implements RowNet {
  private static final int WIDE = 2;

  @Override
  public int channels() {
    return 1;
  }

  @Override
  public RowStage open(NDManager carrier, Picture picture) {
    SesrKernels small = kernels.apply(carrier);
    List<RowStage> deep = new ArrayList<>();
    for (int i = 0; i < small.blocks().size(); i++) {
      NDArray slope = small.slopes().get(i);
      deep.add(convolution(carrier, 1, small.blocks().get(i)));
      deep.add(new PixelRows(x -> TorchOperators.prelu(false, x, slope)));
    }
    List<RowStage> net =
        List.of(
            new PixelRows(x -> x.sub(0.5f)),
            convolution(carrier, WIDE, small.first()),
            new SkipRows(carrier, new RowStages(deep)),
            convolution(carrier, WIDE, small.last()));
    return new RowStages(
        List.of(
            new SkipRows(carrier, new RowStages(net)), // one luma for all scale^2 channels
            new PixelRows(x -> SesrKernels.limited(small.pixels(x)))));
  }

  private static RowStage convolution(NDManager carrier, int reach, NDArray kernel) {
    return new ConvolutionRows(carrier, reach, x -> SesrKernels.convolved(x, kernel, 0, reach));
  }
}
