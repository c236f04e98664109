package org.scanline.backbones.attention.noncausal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.scanline.backbones.layer.Constants;

/**
 * Rotary positions of the pixels of an image: the first half of the channels turns with the row,
 * the second with the column (Su et al., 2021, in two dimensions).
 *
 * <p>Neighbouring channels form pairs; pair j of a half turns by 10000^(-j/(K/4-1)) a pixel.
 *
 * @param cos cosines (H*W,K), row by row
 * @param sin sines (H*W,K)
 */
public record GridRotation(NDArray cos, NDArray sin) {
  private static final double BASE = 10000;

  /**
   * The rotation of an image.
   *
   * @param manager owns the tables
   * @param height H
   * @param width W
   * @param channels K, a multiple of 4
   */
  public static GridRotation of(NDManager manager, int height, int width, int channels) {
    if (channels < 4 || channels % 4 != 0) {
      throw new IllegalArgumentException("channels=" + channels + " must be a multiple of 4");
    }
    float[][] rows = table(height, channels);
    float[][] columns = table(width, channels);
    NDArray[] tables = new NDArray[2];
    for (int i = 0; i < 2; i++) {
      Shape whole = new Shape(height, width, channels / 2);
      NDArray down =
          Constants.of(manager, rows[i], new Shape(height, 1, channels / 2), DataType.FLOAT32);
      NDArray across =
          Constants.of(manager, columns[i], new Shape(1, width, channels / 2), DataType.FLOAT32);
      tables[i] =
          down.broadcast(whole)
              .concat(across.broadcast(whole), 2)
              .reshape((long) height * width, channels);
    }
    return new GridRotation(tables[0], tables[1]);
  }

  /** Cosines and sines (size,K/2) along one axis. */
  private static float[][] table(int size, int channels) {
    int pairs = channels / 4;
    float[][] table = new float[2][size * 2 * pairs];
    for (int at = 0; at < size; at++) {
      for (int j = 0; j < 2 * pairs; j++) {
        double angle = at * Math.pow(BASE, pairs == 1 ? 0 : -(j / 2) / (pairs - 1.0));
        table[0][at * 2 * pairs + j] = (float) Math.cos(angle);
        table[1][at * 2 * pairs + j] = (float) Math.sin(angle);
      }
    }
    return table;
  }

  /** Turns x (...,H*W,K). */
  public NDArray turn(NDArray x) {
    Shape shape = x.getShape();
    NDArray pairs = x.reshape(shape.size() / 2, 2);
    NDArray turned =
        NDArrays.concat(
            new NDList(pairs.get(new NDIndex(":, 1:2")).neg(), pairs.get(new NDIndex(":, 0:1"))),
            1);
    return x.mul(cos).add(turned.reshape(shape).mul(sin));
  }
}
