package org.scanline.vision.image.restoration;

import java.util.ArrayList;
import java.util.List;
import org.scanline.backbones.model.BundledFiles;
import org.scanline.backbones.model.ModelException;

/** The models for pictures that come with Scanline, in jars on the class path. */
public final class ImageModels {
  /** Enlarges twice. */
  public static final String UPSCALE_2 = "scanline-sr-x2";

  /** Enlarges four times. */
  public static final String UPSCALE_4 = "scanline-sr-x4";

  /** Denoises, for any strength of noise. */
  public static final String DENOISE = "scanline-denoise-image";

  static final BundledFiles BUNDLED =
      new BundledFiles(ImageModels.class.getClassLoader(), "META-INF/scanline/image-models.index");

  private ImageModels() {}

  /** Names of the models on the class path, sorted. */
  public static List<String> names() {
    return BUNDLED.names();
  }

  /**
   * Cards of the models on the class path.
   *
   * @throws ModelException when a card is damaged
   */
  public static List<ImageModelCard> bundled() throws ModelException {
    List<ImageModelCard> cards = new ArrayList<>();
    for (String name : names()) {
      cards.add(ImageModelCard.read(ImageModelSource.bundled(name)));
    }
    return cards;
  }
}
