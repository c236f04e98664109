package org.scanline.vision.image.restoration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.net.DnCnn;
import org.scanline.vision.image.net.Dvmsr;
import org.scanline.vision.image.net.Picture;
import org.scanline.vision.image.net.Rlfn;
import org.scanline.vision.image.net.RowNet;
import org.scanline.vision.image.net.Safmn;
import org.scanline.vision.image.net.Span;

/**
 * Every net, by rows: the same bits for any cut, the numbers of the whole image, few rows ahead.
 */
class RowNetLawTests {
  private static final int WIDTH = 300; // blocks of 54 rows

  static Stream<Arguments> nets() {
    return Stream.of(
        Arguments.of(new Dvmsr(new Dvmsr.Config(6, List.of(1, 2), 2)), 131, 5),
        Arguments.of(new Rlfn(new Rlfn.Config(5, 6, 3, 2, 2)), 131, 61),
        Arguments.of(new Rlfn(new Rlfn.Config(5, 6, 3, 2, 2)), 15, 37),
        Arguments.of(new Safmn(new Safmn.Config(6, 7, 3, 3)), 131, 80),
        Arguments.of(new Safmn(new Safmn.Config(6, 7, 3, 3)), 15, 50),
        Arguments.of(new Span(new Span.Config(5, 3, 2)), 131, 12),
        Arguments.of(new Span(new Span.Config(5, 2, 4)), 1, 9),
        Arguments.of(new DnCnn(new DnCnn.Config(1, 5, 6)), 131, 6));
  }

  private static ImageStrip run(RowNet net, NDManager manager, ImageStrip image, int cut) {
    Picture picture = new Picture(image.width(), image.rows());
    List<ImageStrip> made = new ArrayList<>();
    try (RowStream stream = new RowStream(net, manager, picture)) {
      for (int at = 0; at < image.rows(); at += cut) {
        made.add(stream.push(image.slice(at, Math.min(image.rows(), at + cut))));
      }
      made.add(stream.finish());
    }
    return ImageStrip.stack(made);
  }

  @ParameterizedTest
  @MethodSource("nets")
  <N extends Block & RowNet> void rowsAreAsGoodAsTheWhole(N net, int height, int ahead) {
    try (NDManager manager = NDManager.newBaseManager()) {
      manager.getEngine().setRandomSeed(9);
      net.initialize(manager, DataType.FLOAT32, new Shape(1, net.channels(), 16, 16));
      ImageStrip image = SmallModel.noise(WIDTH, height, net.channels());
      ImageStrip one = run(net, manager, image, 1000);
      assertThat(one.rows()).isEqualTo(height * net.scale());
      for (int cut : new int[] {1, 4, 16}) {
        ImageStrip other = run(net, manager, image, cut);
        for (int c = 0; c < net.channels(); c++) {
          assertThat(Arrays.equals(other.plane(c), one.plane(c))).as("strips of %d", cut).isTrue();
        }
      }
      assertThat(furthest(one, whole(net, manager, image))).isLessThan(1e-5);
      try (RowStream stream = new RowStream(net, manager, new Picture(WIDTH, height))) {
        assertThat(stream.lookahead()).isEqualTo(ahead + 53);
      }
    }
  }

  @Test
  void twoThreadsGiveTheBitsOfOne() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Dvmsr net = new Dvmsr(new Dvmsr.Config(6, List.of(1, 2), 2));
      net.initialize(manager, DataType.FLOAT32, new Shape(1, 3, 16, 16));
      ImageStrip image = SmallModel.noise(WIDTH, 131, 3);
      ImageStrip one = run(net, manager, image, 131);
      List<ImageStrip> made = new ArrayList<>();
      try (RowStream stream = new RowStream(net, manager, new Picture(WIDTH, 131, 0, 2))) {
        made.add(stream.push(image));
        made.add(stream.finish());
      }
      ImageStrip two = ImageStrip.stack(made);
      for (int c = 0; c < 3; c++) {
        assertThat(Arrays.equals(two.plane(c), one.plane(c))).isTrue();
      }
    }
  }

  /** The largest difference, as a share of the largest number. */
  private static double furthest(ImageStrip streamed, float[] whole) {
    double most = 0;
    double difference = 0;
    int plane = streamed.rows() * streamed.width();
    for (int i = 0; i < whole.length; i++) {
      most = Math.max(most, Math.abs(whole[i]));
      float other = streamed.plane(i / plane)[i % plane];
      difference = Math.max(difference, Math.abs(whole[i] - other));
    }
    return difference / most;
  }

  private static float[] whole(Block net, NDManager manager, ImageStrip image) {
    float[] samples = new float[image.channels() * image.rows() * WIDTH];
    for (int c = 0; c < image.channels(); c++) {
      System.arraycopy(image.plane(c), 0, samples, c * image.rows() * WIDTH, image.rows() * WIDTH);
    }
    NDArray x = manager.create(samples, new Shape(1, image.channels(), image.rows(), WIDTH));
    return net.forward(new ParameterStore(manager, false), new NDList(x), false)
        .singletonOrThrow()
        .toFloatArray();
  }
}
