package org.scanline.vision.image.resize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.golden.VisionGolden;
import org.scanline.vision.image.ImageStrip;

/** Resized images are those of MATLAB, OpenCV, Pillow and PyTorch. */
class ResizeTests {
  /** Read when a test asks for it, so that those that do not are run where it is absent. */
  private static VisionGolden golden() {
    return VisionGolden.open("resize");
  }

  /** (H,W,C) codes as planes 0..1. */
  private static ImageStrip image(int rows, int width) {
    Tensor in = golden().tensor("in.img_u8");
    float[] samples = in.toFloatArray();
    int stride = (int) in.shape()[1];
    float[][] planes = new float[3][rows * width];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < rows * width; i++) {
        planes[c][i] = samples[(i / width * stride + i % width) * 3 + c] / 255f;
      }
    }
    return ImageStrip.of(width, planes);
  }

  private static float[] interleaved(ImageStrip image) {
    float[] all = new float[image.rows() * image.width() * 3];
    for (int i = 0; i < all.length; i++) {
      all[i] = image.plane(i % 3)[i / 3];
    }
    return all;
  }

  private static ImageStrip smaller(int factor, Interpolation by, boolean codes) {
    ImageStrip image = image(24, 24);
    return codes
        ? Resize.codes(image, 24 / factor, 24 / factor, by)
        : Resize.floats(image, 24 / factor, 24 / factor, by);
  }

  private static ImageStrip larger(int factor, Interpolation by, boolean codes) {
    ImageStrip image = image(24, 28);
    return codes
        ? Resize.codes(image, 28 * factor, 24 * factor, by)
        : Resize.floats(image, 28 * factor, 24 * factor, by);
  }

  private static void assertCodes(ImageStrip image, String name) {
    float[] codes = interleaved(image);
    for (int i = 0; i < codes.length; i++) {
      codes[i] = Math.round(codes[i] * 255);
    }
    assertThat(codes).containsExactly(golden().tensor(name).toFloatArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void floatsAreThoseOfMatlab(int factor) {
    assertThat(interleaved(smaller(factor, Interpolation.MATLAB_BICUBIC, false)))
        .containsExactly(
            golden().tensor("out.matlab_imresize.down" + factor).toFloatArray(), within(1e-5f));
    assertThat(interleaved(larger(factor, Interpolation.MATLAB_BICUBIC, false)))
        .containsExactly(
            golden().tensor("out.matlab_imresize.up" + factor).toFloatArray(), within(1e-5f));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void floatsAreThoseOfTorch(int factor) {
    ImageStrip larger = larger(factor, Interpolation.OPENCV_CUBIC, false);
    float[] expected = golden().tensor("out.torch_bicubic.up" + factor).toFloatArray();
    int each = expected.length / 3;
    for (int c = 0; c < 3; c++) {
      float[] plane = java.util.Arrays.copyOfRange(expected, c * each, (c + 1) * each);
      assertThat(larger.plane(c)).containsExactly(plane, within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void codesAreThoseOfOpenCvAndPillowToTheLastOne(int factor) {
    assertCodes(larger(factor, Interpolation.OPENCV_CUBIC, true), "out.cv2_cubic.up" + factor);
    assertCodes(smaller(factor, Interpolation.OPENCV_AREA, true), "out.cv2_area.down" + factor);
    assertCodes(larger(factor, Interpolation.PILLOW_BICUBIC, true), "out.pil_bicubic.up" + factor);
    assertCodes(
        smaller(factor, Interpolation.PILLOW_BICUBIC, true), "out.pil_bicubic.down" + factor);
  }

  @ParameterizedTest
  @CsvSource({"MATLAB_BICUBIC, 1, 1", "OPENCV_CUBIC, 1, 7", "PILLOW_BICUBIC, 5, 1"})
  void evenLevelsStayWhateverTheSize(Interpolation by, int width, int rows) {
    float[] level = new float[15];
    java.util.Arrays.fill(level, 0.25f);
    ImageStrip resized = Resize.floats(ImageStrip.of(5, level), width, rows, by);
    assertThat(resized.width()).isEqualTo(width);
    assertThat(resized.rows()).isEqualTo(rows);
    for (float sample : resized.plane(0)) {
      assertThat(sample).isCloseTo(0.25f, within(1e-6f));
    }
  }

  @Test
  void areasOnlyShrinkByWholeFactors() {
    ImageStrip image = image(24, 24);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resize.floats(image, 48, 48, Interpolation.OPENCV_AREA));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Resize.floats(image, 10, 10, Interpolation.OPENCV_AREA));
  }
}
