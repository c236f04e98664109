package org.scanline.vision.image.resize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.stream.Streaming;
import org.scanline.backbones.stream.StreamingContract;
import org.scanline.vision.image.ImageStrip;

/** An image enlarged strip by strip has the bits of the whole one. */
class EnlargingStreamTests extends StreamingContract<ImageStrip, ImageStrip> {
  private static final int WIDTH = 5;
  private static final int ROWS = 131;
  private static final int FACTOR = 3;

  @Override
  protected Streaming<ImageStrip, ImageStrip> open() {
    return new EnlargingStream(WIDTH, 2, FACTOR, Interpolation.MATLAB_BICUBIC);
  }

  private static ImageStrip image(int rows) {
    Random random = new Random(11);
    float[][] planes = new float[2][rows * WIDTH];
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = random.nextFloat();
      }
    }
    return ImageStrip.of(WIDTH, planes);
  }

  @Override
  protected ImageStrip input() {
    return image(ROWS);
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
    assertThat(one.width()).isEqualTo(FACTOR * WIDTH);
    for (int c = 0; c < 2; c++) {
      assertThat(other.plane(c)).isEqualTo(one.plane(c));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 131})
  void hasTheBitsOfTheWholeImage(int rows) {
    ImageStrip image = image(rows);
    for (Interpolation by :
        List.of(
            Interpolation.MATLAB_BICUBIC,
            Interpolation.OPENCV_CUBIC,
            Interpolation.PILLOW_BICUBIC)) {
      for (int factor : new int[] {1, 2, 4}) {
        try (EnlargingStream stream = new EnlargingStream(WIDTH, 2, factor, by)) {
          ImageStrip pushed = stream.push(image);
          assertThat(rows - pushed.rows() / (double) factor)
              .isLessThanOrEqualTo(stream.lookahead());
          ImageStrip all = ImageStrip.stack(List.of(pushed, stream.finish()));
          ImageStrip whole = Resize.floats(image, WIDTH * factor, rows * factor, by);
          assertThat(all.plane(0)).isEqualTo(whole.plane(0));
          assertThat(all.plane(1)).isEqualTo(whole.plane(1));
        }
      }
    }
  }
}
