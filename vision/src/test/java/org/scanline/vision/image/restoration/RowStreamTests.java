package org.scanline.vision.image.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.Dvmsr;
import org.scanline.vision.image.net.Picture;

/** An image cut anywhere gives the same bits. */
class RowStreamTests extends StreamingContract<ImageStrip, ImageStrip> {
  private static final int WIDTH = 7;
  private static final int ROWS = 150;
  private static final NDManager MANAGER = NDManager.newBaseManager();
  private static final Dvmsr NET = new Dvmsr(new Dvmsr.Config(12, List.of(1, 2), 2));

  @BeforeAll
  static void fill() {
    MANAGER.getEngine().setRandomSeed(5);
    NET.initialize(MANAGER, DataType.FLOAT32, new Shape(1, 3, 8, 8));
  }

  @AfterAll
  static void release() {
    MANAGER.close();
  }

  @Override
  protected Streaming<ImageStrip, ImageStrip> open() {
    return new RowStream(NET, MANAGER, new Picture(WIDTH, ROWS));
  }

  @Override
  protected ImageStrip input() {
    Random random = new Random(3);
    float[][] planes = new float[3][ROWS * WIDTH];
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextFloat();
      }
    }
    return ImageStrip.of(WIDTH, planes);
  }

  @Override
  protected int length() {
    return ROWS;
  }

  @Override
  protected ImageStrip slice(ImageStrip input, int from, int to) {
    return input.slice(from, to);
  }

  @Override
  protected void assertSame(List<ImageStrip> expected, List<ImageStrip> actual) {
    ImageStrip one = ImageStrip.stack(expected);
    ImageStrip other = ImageStrip.stack(actual);
    assertThat(other.rows()).isEqualTo(one.rows());
    assertThat(one.width()).isEqualTo(2 * WIDTH);
    for (int c = 0; c < 3; c++) {
      assertThat(other.plane(c)).isEqualTo(one.plane(c));
    }
  }
}
