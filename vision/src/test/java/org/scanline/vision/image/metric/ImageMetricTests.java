package org.scanline.vision.image.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.scanline.backbones.weights.Tensor;
import org.scanline.vision.golden.VisionGolden;
import org.scanline.vision.image.ImageStrip;

/** Figures are those of pytorch_msssim, scikit-image and the super-resolution literature. */
class ImageMetricTests {
  private static final double PERCENT = 1e-3;
  private static final VisionGolden GOLDEN = VisionGolden.open("image_metrics");
  private static final ImageStrip A = image("in.a");
  private static final ImageStrip B = image("in.b");

  private static ImageStrip image(String name) {
    Tensor in = GOLDEN.tensor(name);
    float[] codes = in.toFloatArray();
    for (int i = 0; i < codes.length; i++) {
      codes[i] /= 255;
    }
    int each = codes.length / 3;
    return ImageStrip.of(
        (int) in.shape()[3],
        Arrays.copyOfRange(codes, 0, each),
        Arrays.copyOfRange(codes, each, 2 * each),
        Arrays.copyOfRange(codes, 2 * each, 3 * each));
  }

  private static void assertGolden(double value, String name) {
    double[] expected = GOLDEN.tensor(name).toDoubleArray();
    assertThat(value).as(name).isCloseTo(expected[0], withinPercentage(PERCENT));
  }

  @Test
  void signalToNoiseIsThatOfTheLiterature() {
    assertGolden(Psnr.of(A, B, 0), "out.psnr_rgb");
    assertGolden(Psnr.ofLuma(A, B, 4), "out.psnr_y_border4");
    assertThat(Psnr.of(A, A, 0)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void similarityIsThatOfPytorchMsssim() {
    StructuralSimilarity similarity = new StructuralSimilarity(SimilarityWindow.gaussian());
    assertGolden(similarity.of(A, B, 0), "out.ssim_msssim_pkg");
    assertGolden(similarity.ofScales(A, B), "out.ms_ssim_pkg");
    assertThat(similarity.of(A, A, 0)).isEqualTo(1);
  }

  @Test
  void similarityOfTheLumaIsThatOfTheLiteratureAndScikitImage() {
    StructuralSimilarity gaussian = new StructuralSimilarity(SimilarityWindow.gaussian());
    assertGolden(gaussian.ofLuma(A, B, 4), "out.ssim_valid11_y_border4");
    assertGolden(gaussian.ofLuma(A, B, 0), "out.ssim_skimage_gaussian_y");
    assertGolden(
        new StructuralSimilarity(SimilarityWindow.uniform(7).asSample()).ofLuma(A, B, 0),
        "out.ssim_skimage_uniform7_y");
  }

  @Test
  void imagesOfDifferentShapesAndTooSmallOnesAreRefused() {
    ImageStrip small = A.slice(0, 8);
    assertThatIllegalArgumentException().isThrownBy(() -> Psnr.of(A, small, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Psnr.of(small, small, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new StructuralSimilarity(SimilarityWindow.gaussian()).of(small, small, 0));
  }
}
