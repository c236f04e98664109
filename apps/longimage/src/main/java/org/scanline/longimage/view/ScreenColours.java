package org.scanline.longimage.view;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import org.jspecify.annotations.Nullable;
import org.scanline.vision.image.ImageStrip;
import org.scanline.vision.image.file.ImageTags;

/**
 * Strips as pixels of a screen: 8 bits, sRGB, what is transparent over grey.
 *
 * <p>Shapes: a strip of rows × width to rows × width packed numbers 0xRRGGBB. Thread-safe.
 */
final class ScreenColours {
  private static final float BACKGROUND = 0.5f;

  private final @Nullable ColorModel embedded;

  /** Colours of an image with these tags. */
  ScreenColours(ImageTags tags, int channels) {
    embedded = channels >= 3 ? model(tags.profile()) : null;
  }

  private static @Nullable ColorModel model(byte @Nullable [] profile) {
    if (profile == null) {
      return null;
    }
    try {
      ICC_Profile read = ICC_Profile.getInstance(profile);
      if (read.getNumComponents() != 3) {
        return null;
      }
      return new ComponentColorModel(
          new ICC_ColorSpace(read), false, false, ColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    } catch (IllegalArgumentException | CMMException e) {
      System.getLogger(ScreenColours.class.getName())
          .log(System.Logger.Level.DEBUG, "an unusable profile", e);
      return null;
    }
  }

  /** The pixels of a strip. */
  int[] of(ImageStrip strip) {
    int[] pixels = new int[strip.rows() * strip.width()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = pixel(strip, i);
    }
    return embedded == null || pixels.length == 0
        ? pixels
        : converted(pixels, strip.width(), embedded);
  }

  private static int pixel(ImageStrip strip, int at) {
    int channels = strip.channels();
    float alpha = channels % 2 == 0 ? limited(strip.plane(channels - 1)[at]) : 1;
    int pixel = 0;
    for (int c = 0; c < 3; c++) {
      float value = limited(strip.plane(channels < 3 ? 0 : c)[at]);
      pixel = pixel << 8 | (int) (255 * (alpha * value + (1 - alpha) * BACKGROUND) + 0.5f);
    }
    return pixel;
  }

  /** Within 0 to 1; what is no number is black. */
  private static float limited(float value) {
    return value >= 1 ? 1 : value > 0 ? value : 0;
  }

  private static int[] converted(int[] pixels, int width, ColorModel from) {
    int rows = pixels.length / width;
    WritableRaster raster =
        Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, rows, 3, null);
    byte[] bytes = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      for (int c = 0; c < 3; c++) {
        bytes[3 * i + c] = (byte) (pixels[i] >> (16 - 8 * c));
      }
    }
    raster.setDataElements(0, 0, width, rows, bytes);
    BufferedImage target = new BufferedImage(width, rows, BufferedImage.TYPE_INT_RGB);
    ColorSpace screen = ColorSpace.getInstance(ColorSpace.CS_sRGB);
    try {
      new ColorConvertOp(from.getColorSpace(), screen, null)
          .filter(new BufferedImage(from, raster, false, null), target);
    } catch (IllegalArgumentException | CMMException e) {
      System.getLogger(ScreenColours.class.getName())
          .log(System.Logger.Level.DEBUG, "an unusable profile", e);
      return pixels;
    }
    return target.getRGB(0, 0, width, rows, null, 0, width);
  }
}
