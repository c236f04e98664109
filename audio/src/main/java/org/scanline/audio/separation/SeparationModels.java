package org.scanline.audio.separation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.scanline.audio.separation.published.PublishedRecogniser;
import org.scanline.backbones.store.Catalogue;
import org.scanline.backbones.store.Recogniser;
import org.scanline.backbones.store.StoreException;

/**
 * The public models that separate sound: names, publishers, files, licences, scores, and the source
 * of each fact. The list is {@code catalogue.json} beside this class.
 */
public final class SeparationModels {
  private SeparationModels() {}

  /** The catalogue; what no public source says is empty in it. */
  public static Catalogue catalogue() {
    String name = "catalogue.json";
    try (InputStream in =
        Objects.requireNonNull(SeparationModels.class.getResourceAsStream(name), name)) {
      return Catalogue.read(in, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Says which net a checkpoint belongs to, by building it: names and shapes must all fit. The
   * publisher's settings are read where they lie beside the file.
   */
  public static Recogniser recogniser() {
    return new PublishedRecogniser();
  }
}
