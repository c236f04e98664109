package org.scanline.audio.separation;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.scanline.audio.separation.published.PublishedFile;
import org.scanline.audio.separation.published.PublishedNet;
import org.scanline.audio.separation.published.Publishers;
import org.scanline.audio.separation.published.WindowNet;
import org.scanline.backbones.store.Catalogue;
import org.scanline.backbones.store.Recogniser;
import org.scanline.backbones.store.StoreException;
import org.scanline.backbones.weights.Checkpoint;

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

  /** Says which net a checkpoint belongs to, by building it: names and shapes must all fit. */
  public static Recogniser recogniser() {
    return SeparationModels::recognise;
  }

  private static Optional<Recogniser.Recognised> recognise(Checkpoint checkpoint) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      PublishedFile file = new PublishedFile("checkpoint", checkpoint, MissingNode.getInstance());
      return Publishers.find(file, manager).map(SeparationModels::recognised);
    }
  }

  private static Recogniser.Recognised recognised(PublishedNet net) {
    try (WindowNet closed = net.net()) {
      return new Recogniser.Recognised(net.architecture(), closed.stems(), Map.of());
    }
  }
}
