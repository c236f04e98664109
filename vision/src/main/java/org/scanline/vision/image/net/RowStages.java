package org.scanline.vision.image.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import java.io.IOException;
import java.util.List;
import org.scanline.backbones.stream.CarriedState;

/** Stages one after the other; what is made between them is closed at once. */
final class RowStages implements RowStage {
  private final List<RowStage> stages;

  RowStages(List<RowStage> stages) {
    this.stages = List.copyOf(stages);
  }

  @Override
  public NDArray rows(NDArray x, boolean last) {
    NDArray y = x;
    for (RowStage stage : stages) {
      NDArray in = y;
      try (NDScope scope = new NDScope()) {
        scope.suppressNotUsedWarning();
        y = stage.rows(in, last);
        NDScope.unregister(y);
      }
      if (y != in) {
        NDScope.register(y); // with the scope around this one; what came in stays where it is
      }
      if (in != x && in != y) {
        in.close();
      }
    }
    return y;
  }

  @Override
  public void carry(CarriedState state) throws IOException {
    for (RowStage stage : stages) {
      stage.carry(state);
    }
  }

  @Override
  public int lookahead() {
    return stages.stream().mapToInt(RowStage::lookahead).sum();
  }

  @Override
  public int delay() {
    return stages.stream().mapToInt(RowStage::delay).sum();
  }

  @Override
  public void close() {
    stages.forEach(RowStage::close);
  }
}
