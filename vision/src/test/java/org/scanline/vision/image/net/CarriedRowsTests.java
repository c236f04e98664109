package org.scanline.vision.image.net;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.layer.Layer;
import org.scanline.backbones.stream.CarriedState;

/** What nets remember of the rows above, written down and taken over. */
class CarriedRowsTests {
  private static final int ROWS = 23;
  private static final int WIDTH = 9;

  @Test
  void aStageGoesOnWhereAnotherEndedWithTheSameBits() throws IOException {
    for (RowNet net :
        List.of(
            new Dvmsr(new Dvmsr.Config(12, List.of(1, 2), 2)),
            new ScanRestorer(new ScanRestorer.Config(8, 5, 2, 2, 1, false)),
            new ScanRestorer(new ScanRestorer.Config(8, 5, 2, 1, 2, true)))) {
      try (NDManager manager = NDManager.newBaseManager()) {
        manager.getEngine().setRandomSeed(7);
        ((Layer) net).initialize(manager, DataType.FLOAT32, new Shape(1, 3, 8, 8));
        NDArray image = manager.randomUniform(0, 1, new Shape(1, 3, ROWS, WIDTH));
        List<float[]> whole = rows(net, image, -1, manager);
        for (int cut : new int[] {0, 1, 2, 7, 16, 22}) {
          assertThat(rows(net, image, cut, manager))
              .as(net + " cut at " + cut)
              .containsExactly(whole.toArray(new float[0][]));
        }
      }
    }
  }

  /** Row by row; before one of them another stage takes over. */
  private static List<float[]> rows(RowNet net, NDArray image, int cut, NDManager manager)
      throws IOException {
    List<float[]> made = new ArrayList<>();
    Picture picture = new Picture(WIDTH, ROWS, 20, 2);
    RowStage stage = net.open(manager.newSubManager(), picture);
    for (int row = 0; row < ROWS; row++) {
      if (row == cut) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        stage.carry(CarriedState.to(new DataOutputStream(bytes)));
        stage.close();
        stage = net.open(manager.newSubManager(), picture);
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        stage.carry(CarriedState.from(in));
        assertThat(in.read()).isEqualTo(-1);
      }
      NDArray x = Rows.slice(image, row, row + 1);
      made.add(stage.rows(x, row == ROWS - 1).toFloatArray());
    }
    stage.close();
    return made;
  }
}
