package org.scanline.vision.image.block;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.mixer.noncausal.CrossScan;

/**
 * The four orders in which a {@link VssScan} reads an image (Liu et al., 2024, arXiv 2401.10166,
 * figure 3 and table 7). All but {@link #ONE_WAY} need the end of the image before its beginning is
 * final: they cannot be streamed in one pass.
 */
public enum ScanPaths {
  /** Along rows, along columns, and both from the end. */
  CROSS {
    @Override
    public NDArray unroll(NDArray images) {
      return CrossScan.unroll(images);
    }

    @Override
    public NDArray merge(NDArray sequences, long height, long width) {
      return CrossScan.merge(sequences, height, width);
    }
  },
  /** Along rows, four times. */
  ONE_WAY {
    @Override
    public NDArray unroll(NDArray images) {
      NDArray rows = rows(images);
      return rows.concat(rows, 1).concat(rows, 1).concat(rows, 1);
    }

    @Override
    public NDArray merge(NDArray sequences, long height, long width) {
      Shape s = sequences.getShape();
      return sequences.sum(new int[] {1}).reshape(s.get(0), s.get(2), height, width);
    }
  },
  /** Along rows twice, and twice from the end. */
  BOTH_WAYS {
    @Override
    public NDArray unroll(NDArray images) {
      NDArray rows = rows(images);
      NDArray twice = rows.concat(rows, 1);
      return twice.concat(twice.flip(3), 1);
    }

    @Override
    public NDArray merge(NDArray sequences, long height, long width) {
      Shape s = sequences.getShape();
      NDList ways = sequences.split(2, 1);
      return ways.get(0)
          .add(ways.get(1).flip(3))
          .sum(new int[] {1})
          .reshape(s.get(0), s.get(2), height, width);
    }
  },
  /** Along the rows of the image and of its turns by 90, 180 and 270 degrees to the left. */
  ROTATED {
    @Override
    public NDArray unroll(NDArray images) {
      NDArray turned = images;
      NDArray all = rows(turned);
      for (int turns = 1; turns < WAYS; turns++) {
        turned = turned.transpose(0, 1, 3, 2).flip(2);
        all = all.concat(rows(turned), 1);
      }
      return all;
    }

    @Override
    public NDArray merge(NDArray sequences, long height, long width) {
      Shape s = sequences.getShape();
      NDList ways = sequences.split(WAYS, 1);
      List<NDArray> images = new ArrayList<>();
      for (int turns = 0; turns < WAYS; turns++) {
        boolean upright = turns % 2 == 0;
        images.add(
            ways.get(turns)
                .reshape(s.get(0), s.get(2), upright ? height : width, upright ? width : height));
      }
      NDArray sum = images.get(WAYS - 1);
      for (int turns = WAYS - 2; turns >= 0; turns--) {
        sum = sum.flip(2).transpose(0, 1, 3, 2).add(images.get(turns));
      }
      return sum;
    }
  };

  /** Orders in which an image is read. */
  static final int WAYS = 4;

  /** Unrolls images (B,C,H,W) to (B,4,C,H W). */
  public abstract NDArray unroll(NDArray images);

  /** Adds up what four sequences (B,4,C,H W) hold for each pixel: (B,C,H,W). */
  public abstract NDArray merge(NDArray sequences, long height, long width);

  private static NDArray rows(NDArray images) {
    Shape s = images.getShape();
    return images.reshape(s.get(0), 1, s.get(1), s.get(2) * s.get(3));
  }
}
