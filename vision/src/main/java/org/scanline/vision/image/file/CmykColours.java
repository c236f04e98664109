package org.scanline.vision.image.file;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Four inks to red, green and blue: by the colour profile of the file where there is one, else by
 * the simple rule that each ink takes its part of the light.
 */
final class CmykColours {
  private final int width;
  private final byte[] inks;
  private final byte[] colours;
  private @Nullable ColorConvertOp conversion;

  /**
   * For rows of a width.
   *
   * @param profile of the inks; null for none
   * @param warnings gets a line that says which way is taken
   */
  CmykColours(int width, byte @Nullable [] profile, List<String> warnings) {
    this.width = width;
    inks = new byte[4 * width];
    colours = new byte[3 * width];
    if (profile != null) {
      try {
        ICC_Profile from = ICC_Profile.getInstance(profile);
        if (from.getNumComponents() == 4) {
          ICC_Profile to = ICC_Profile.getInstance(ColorSpace.CS_sRGB);
          conversion = new ColorConvertOp(new ICC_Profile[] {from, to}, null);
          convert(); // a profile that the colour engine refuses is found out here
        }
      } catch (IllegalArgumentException | CMMException e) {
        conversion = null;
      }
    }
    warnings.add(
        conversion == null
            ? "CMYK without a usable profile; colours are approximate, the output is RGB"
            : "CMYK; converted by its profile to sRGB, the output is RGB");
  }

  private void convert() {
    if (conversion != null) {
      conversion.filter(raster(inks, 4), raster(colours, 3));
    }
  }

  private WritableRaster raster(byte[] samples, int bands) {
    int[] offsets = bands == 3 ? new int[] {0, 1, 2} : new int[] {0, 1, 2, 3};
    DataBuffer buffer = new DataBufferByte(samples, samples.length);
    return Raster.createInterleavedRaster(buffer, width, 1, bands * width, bands, offsets, null);
  }

  /** Sets the ink of a pixel: 0 none, 255 full. */
  void ink(int x, int channel, int amount) {
    inks[4 * x + channel] = (byte) amount;
  }

  /** Converts the inks that were set into planes. */
  void row(float[][] planes, int to) {
    if (conversion != null) {
      convert();
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          planes[c][to + x] = (colours[3 * x + c] & 0xFF) / 255f;
        }
      }
      return;
    }
    for (int x = 0; x < width; x++) {
      int paper = 255 - (inks[4 * x + 3] & 0xFF);
      for (int c = 0; c < 3; c++) {
        int passed = 255 - (inks[4 * x + c] & 0xFF);
        int light = (passed * paper + 127) / 255;
        planes[c][to + x] = light / 255f;
      }
    }
  }
}
