package org.scanline.vision.image.file;

import org.jspecify.annotations.Nullable;

/**
 * What a file says about its image beside the pixels; written out again unchanged.
 *
 * @param profile the ICC profile; null for none
 * @param exif the Exif block, from its byte order mark on; null for none. Its orientation has been
 *     applied and set to 1
 * @param pixelsPerMetre resolution across and down; null when it is not said
 */
public record ImageTags(
    byte @Nullable [] profile, byte @Nullable [] exif, double @Nullable [] pixelsPerMetre) {
  /** Nothing. */
  public static final ImageTags NONE = new ImageTags(null, null, null);

  /** The same for an image enlarged by a factor: as large on paper, so more pixels in a metre. */
  public ImageTags scaled(int scale) {
    double[] more = pixelsPerMetre;
    return more == null
        ? this
        : new ImageTags(profile, exif, new double[] {more[0] * scale, more[1] * scale});
  }

  /** The same for the image with rows and columns exchanged. */
  ImageTags transposed() {
    double[] both = pixelsPerMetre;
    return both == null ? this : new ImageTags(profile, exif, new double[] {both[1], both[0]});
  }
}
