package org.scanline.datasets.images;

import java.util.ArrayList;
import java.util.List;
import org.opencv.core.CvType;
import org.opencv.core.Mat;
import org.opencv.photo.Photo;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.OpenCv;

/**
 * OpenCV's non-local means (Buades, Coll and Morel, 2005; Photo.fastNlMeansDenoising), 8 bits.
 *
 * @param strength h, in 8-bit levels
 * @param template side of the patches that are compared, pixels
 * @param search side of the neighbourhood that is searched, pixels
 * @param lab whether colours are denoised in CIELAB, lightness apart from colour
 */
record NonLocalMeans(float strength, int template, int search, boolean lab) {
  private static final float[] STRENGTHS = {0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1.0f, 1.1f, 1.25f, 1.4f};
  private static final int[] TEMPLATES = {3, 5, 7};
  private static final int USUAL = 7;
  private static final int SEARCH = 21;

  /** The parameters that are tried for a noise of sigma 8-bit levels. */
  static List<NonLocalMeans> grid(double sigma, boolean colour) {
    List<NonLocalMeans> grid = new ArrayList<>();
    for (int template : TEMPLATES) {
      for (float share : STRENGTHS) {
        float strength = (float) (share * sigma);
        grid.add(new NonLocalMeans(strength, template, SEARCH, false));
        if (colour && template == USUAL) {
          grid.add(new NonLocalMeans(strength, template, SEARCH, true));
        }
      }
    }
    return grid;
  }

  String parameters() {
    return "h=%.1f, %dx%d in %dx%d%s"
        .formatted(strength, template, template, search, search, lab ? ", CIELAB" : "");
  }

  /** Denoises 1 or 3 planes of 8-bit codes; CIELAB needs 3. */
  ImageStrip apply(ImageStrip image) {
    OpenCv.load();
    Mat in = new Mat(image.rows(), image.width(), CvType.CV_8UC(image.channels()));
    Mat out = new Mat();
    try {
      in.put(0, 0, interleaved(image));
      if (lab) {
        Photo.fastNlMeansDenoisingColored(in, out, strength, strength, template, search);
      } else {
        Photo.fastNlMeansDenoising(in, out, strength, template, search);
      }
      byte[] codes = new byte[image.rows() * image.width() * image.channels()];
      out.get(0, 0, codes);
      return planes(codes, image.width(), image.channels());
    } finally {
      in.release();
      out.release();
    }
  }

  /** OpenCV's order: blue first. */
  private static byte[] interleaved(ImageStrip image) {
    int channels = image.channels();
    byte[] codes = new byte[image.plane(0).length * channels];
    for (int c = 0; c < channels; c++) {
      float[] plane = image.plane(channels - 1 - c);
      for (int i = 0; i < plane.length; i++) {
        codes[i * channels + c] = (byte) Math.round(255 * plane[i]);
      }
    }
    return codes;
  }

  private static ImageStrip planes(byte[] codes, int width, int channels) {
    float[][] planes = new float[channels][codes.length / channels];
    for (int i = 0; i < codes.length; i++) {
      planes[channels - 1 - i % channels][i / channels] = (codes[i] & 0xff) / 255f;
    }
    return ImageStrip.of(width, planes);
  }
}
