package org.scanline.vision.image.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.core.MatOfByte;
import org.opencv.core.MatOfInt;
import org.opencv.imgcodecs.Imgcodecs;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.OpenCv;

/** What the tests of image files share. */
final class Images {
  private Images() {}

  /** Smooth colours with some noise, on the codes of the format. */
  static ImageStrip make(ImageFormat format, long seed) {
    Random random = new Random(seed);
    int width = format.width();
    float[][] planes = new float[format.channels()][width * format.height()];
    for (int c = 0; c < planes.length; c++) {
      for (int i = 0; i < planes[c].length; i++) {
        int x = i % width;
        int y = i / width;
        double wave = 0.5 + 0.4 * Math.sin(0.11 * x * (c + 1) + 0.07 * y);
        float value = (float) (wave + 0.1 * random.nextGaussian());
        planes[c][i] =
            format.samples() == ImageFormat.Samples.FLOAT
                ? value
                : (float) SampleRows.code(value, format.samples()) / format.samples().white();
      }
    }
    return ImageStrip.of(width, planes);
  }

  /** All rows, read some at a time. */
  static ImageStrip all(ImageReader reader, int rows) throws ImageFileException {
    List<ImageStrip> strips = new ArrayList<>();
    for (ImageStrip s = reader.read(rows); !s.isEmpty(); s = reader.read(rows)) {
      strips.add(s);
    }
    return ImageStrip.stack(strips);
  }

  static ImageStrip all(Path file, int rows) throws ImageFileException {
    try (ImageReader reader = ImageReader.open(file)) {
      return all(reader, rows);
    }
  }

  static void write(ImageWriter writer, ImageStrip image, int rows) throws IOException {
    try (writer) {
      for (int y = writer.rows(); y < image.rows(); y += rows) {
        writer.write(image.slice(y, Math.min(image.rows(), y + rows)));
      }
      writer.finish();
    }
  }

  /** The largest difference of two images, in codes of 8 bits. */
  static double difference(ImageStrip a, ImageStrip b) {
    if (a.width() != b.width() || a.rows() != b.rows() || a.channels() != b.channels()) {
      throw new AssertionError(
          "%d x %d x %d against %d x %d x %d"
              .formatted(a.width(), a.rows(), a.channels(), b.width(), b.rows(), b.channels()));
    }
    double most = 0;
    for (int c = 0; c < a.channels(); c++) {
      for (int i = 0; i < a.plane(c).length; i++) {
        most = Math.max(most, 255 * Math.abs(a.plane(c)[i] - b.plane(c)[i]));
      }
    }
    return most;
  }

  /** An image for OpenCV: interleaved, blue first. */
  static Mat mat(ImageStrip image, int depth) {
    OpenCv.load();
    int channels = image.channels();
    float[] samples = new float[image.plane(0).length * channels];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = image.plane(plane(channels, i % channels))[i / channels];
    }
    Mat floats = new Mat(image.rows(), image.width(), CvType.makeType(CvType.CV_32F, channels));
    floats.put(0, 0, samples);
    Mat mat = new Mat();
    floats.convertTo(mat, depth, white(depth));
    return mat;
  }

  private static double white(int depth) {
    return depth == CvType.CV_8U ? 255 : depth == CvType.CV_16U ? 65_535 : 1;
  }

  private static int plane(int channels, int c) {
    return channels > 2 && c < 3 ? 2 - c : c;
  }

  static ImageStrip strip(Mat mat) {
    int channels = mat.channels();
    Mat floats = new Mat();
    mat.convertTo(floats, CvType.CV_32F);
    float[] samples = new float[mat.rows() * mat.cols() * channels];
    floats.get(0, 0, samples);
    float white = (float) white(CvType.depth(mat.type()));
    float[][] planes = new float[channels][samples.length / channels];
    for (int i = 0; i < samples.length; i++) {
      planes[plane(channels, i % channels)][i / channels] = samples[i] / white;
    }
    return ImageStrip.of(mat.cols(), planes);
  }

  static byte[] encoded(String extension, ImageStrip image, int depth, int... options) {
    Mat mat = mat(image, depth);
    MatOfByte bytes = new MatOfByte();
    if (!Imgcodecs.imencode(extension, mat, bytes, new MatOfInt(options))) {
      throw new AssertionError("OpenCV does not write " + extension);
    }
    return bytes.toArray();
  }

  static ImageStrip decoded(Path file, int flags) {
    OpenCv.load();
    Mat mat = Imgcodecs.imread(file.toString(), flags);
    if (mat.empty()) {
      throw new AssertionError("OpenCV does not read " + file);
    }
    return strip(mat);
  }
}
