package org.scanline.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.opencv.core.Core;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.Scalar;
import org.opencv.imgcodecs.Imgcodecs;
import org.opencv.photo.Photo;

/** The native library is there and can do what is asked of it. */
class OpenCvTests {
  @Test
  void sixteenBitsSurviveJpeg2000() {
    OpenCv.load();
    OpenCv.load();
    Mat image = new Mat(50, 70, CvType.CV_16UC3);
    for (int y = 0; y < 50; y++) {
      for (int x = 0; x < 70; x++) {
        image.put(y, x, new double[] {900 * x, 1300 * y, 400 * (x + y)});
      }
    }
    MatOfByte file = new MatOfByte();
    assertThat(Imgcodecs.imencode(".jp2", image, file)).isTrue();
    Mat again = Imgcodecs.imdecode(file, Imgcodecs.IMREAD_UNCHANGED);
    assertThat(Core.norm(image, again, Core.NORM_INF)).isLessThan(16);
  }

  @Test
  void nonLocalMeansKeepsAPlainImage() {
    OpenCv.load();
    Mat plain = new Mat(20, 30, CvType.CV_8UC1, new Scalar(77));
    Mat out = new Mat();
    Photo.fastNlMeansDenoising(plain, out, 10);
    assertThat(Core.norm(plain, out, Core.NORM_INF)).isZero();
  }
}
