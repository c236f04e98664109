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

  /**
   * Gates under which what arrives at a cell is shared out between its two exits, so that the whole
   * neither grows nor needs a decay (the P mode of pLSTM).
   *
   * @param through t, the part of all arrivals that goes on along x; 1 - t goes on along y
   * @param source s, the part of the cell's own term that leaves along x; 1 - s leaves along y
   * @param mark how much is read of both arrivals
   * @param direct how much the cell reads of itself
   */
  public static GridGates sharing(NDArray through, NDArray source, NDArray mark, NDArray direct) {
    NDArray down = rest(through);
    return new GridGates(source, rest(source), through, through, down, down, mark, mark, direct);
  }

  private static NDArray rest(NDArray part) {
    return part.neg().add(1);
  }

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
