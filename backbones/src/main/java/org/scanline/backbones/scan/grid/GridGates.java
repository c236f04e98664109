package org.scanline.backbones.scan.grid;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;

/**
 * What each cell lets in, through and out; all (B,H,X,Y), of any sign.
 *
 * @param sourceRight S_r, how much of the cell's own k v^T leaves along x
 * @param sourceDown S_d, how much leaves along y
 * @param straightRight T_rl, from the cell before along x, on along x
 * @param turnRight T_ru, from the cell before along y, on along x
 * @param straightDown T_du, from the cell before along y, on along y
 * @param turnDown T_dl, from the cell before along x, on along y
 * @param markLeft M_l, how much the cell reads of what comes along x
 * @param markUp M_u, how much it reads of what comes along y
 * @param direct D, how much it reads of itself
 */
public record GridGates(
    NDArray sourceRight,
    NDArray sourceDown,
    NDArray straightRight,
    NDArray turnRight,
    NDArray straightDown,
    NDArray turnDown,
    NDArray markLeft,
    NDArray markUp,
    NDArray direct) {

  /** All of them, in the order of the record. */
  NDList list() {
    return new NDList(
        sourceRight,
        sourceDown,
        straightRight,
        turnRight,
        straightDown,
        turnDown,
        markLeft,
        markUp,
        direct);
  }

  void demand(Shape grid) {
    for (NDArray gate : list()) {
      if (!gate.getShape().equals(grid)) {
        throw new IllegalArgumentException("gates must be " + grid + ", one is " + gate.getShape());
      }
    }
  }
}
