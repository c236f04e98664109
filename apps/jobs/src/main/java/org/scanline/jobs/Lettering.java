package org.scanline.jobs;

import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * Writes text where the system has a font; where it has none, pictures go without text.
 *
 * <p>Headless systems without any font make the Java library fail at the first letter.
 */
public final class Lettering {
  private final boolean possible;

  /** Tries one letter. */
  public Lettering() {
    this.possible = works();
  }

  private static boolean works() {
    Graphics2D trial = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      trial.setFont(font(12, Font.PLAIN));
      trial.drawString("a", 1, 7);
      return trial.getFontMetrics().stringWidth("a") > 0;
    } catch (RuntimeException | LinkageError | InternalError e) {
      System.getLogger(Lettering.class.getName())
          .log(System.Logger.Level.DEBUG, "no fonts; the picture has no text", e);
      return false;
    } finally {
      trial.dispose();
    }
  }

  private static Font font(int size, int style) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Whether there is a font. */
  public boolean possible() {
    return possible;
  }

  /**
   * Writes a line.
   *
   * @param text the line
   * @param x place that the alignment refers to, pixels
   * @param y base line, pixels
   * @param alignment 0 begins at x, 0.5 is centred, 1 ends at x
   * @param size of the font, pixels
   */
  public void write(
      Graphics2D g, String text, double x, double y, double alignment, int size, Color colour) {
    if (possible) {
      g.setFont(font(size, Font.PLAIN));
      g.setColor(colour);
      int width = g.getFontMetrics().stringWidth(text);
      g.drawString(text, (float) (x - alignment * width), (float) y);
    }
  }

  /** The text, or its beginning and an ellipsis where it is wider than this many pixels. */
  public String fitted(Graphics2D g, String text, int size, int width) {
    if (!possible) {
      return text;
    }
    FontMetrics metrics = g.getFontMetrics(font(size, Font.PLAIN));
    int length = text.codePointCount(0, text.length());
    String fitted = text;
    while (length > 1 && metrics.stringWidth(fitted) > width) {
      length--;
      fitted = text.substring(0, text.offsetByCodePoints(0, length)).strip() + "…";
    }
    return fitted;
  }
}
