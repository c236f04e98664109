package org.scanline.backbones.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.scanline.backbones.store.StoreException.Reason;

/**
 * Files that the user has, named one by one or by their folder; they are copied.
 *
 * <p>A file is found by the publisher's name, or by size and hash under any other name.
 */
public final class LocalFiles implements FileOrigin {
  private static final int PIECE = 1 << 18; // bytes

  private final CatalogueModel model;
  private final List<Path> places;

  /**
   * Looks at files and in folders (not in those below them).
   *
   * @param model whose files are looked for
   * @param places at least one
   */
  public LocalFiles(CatalogueModel model, List<Path> places) {
    this.model = model;
    this.places = List.copyOf(places);
    if (places.isEmpty()) {
      throw new IllegalArgumentException("no file and no folder is named");
    }
  }

  @Override
  public void fetch(CatalogueFile file, Path part, Watcher watcher) throws StoreException {
    Path found = find(file, watcher);
    try (InputStream in = Files.newInputStream(found);
        PartialFile into = PartialFile.open(part)) {
      into.restart();
      long total = Files.size(found);
      into.demandSpace(total);
      byte[] piece = new byte[PIECE];
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        into.write(ByteBuffer.wrap(piece, 0, read));
        watcher.at(Watcher.Step.COPYING, file.name(), into.size(), total);
      }
    } catch (IOException e) {
      throw new StoreException(Reason.SOURCE, "cannot read " + found + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String source(CatalogueFile file) {
    return file.name();
  }

  private Path find(CatalogueFile file, Watcher watcher) throws StoreException {
    List<Path> candidates = candidates();
    for (Path candidate : candidates) {
      if (String.valueOf(candidate.getFileName()).equals(file.name())) {
        return candidate;
      }
    }
    for (Path candidate : candidates) {
      if (isSame(candidate, file, watcher)) {
        return candidate;
      }
    }
    boolean meant = candidates.size() == 1 && model.files().size() == 1;
    if (meant && Files.isRegularFile(places.get(0))) {
      return candidates.get(0); // if it is another one, its size or hash will say so
    }
    throw new StoreException(
        Reason.SOURCE,
        "%s is not in %s%s"
            .formatted(
                file.name(),
                places.size() == 1 ? places.get(0) : places,
                file.address() == null ? "" : "; its publisher has it at " + file.address()));
  }

  private static boolean isSame(Path candidate, CatalogueFile file, Watcher watcher)
      throws StoreException {
    try {
      return !file.sha256().isEmpty()
          && (file.size() == 0 || Files.size(candidate) == file.size())
          && FileHash.of(candidate, watcher).startsWith(file.sha256());
    } catch (IOException e) {
      throw new StoreException(
          Reason.SOURCE, "cannot read " + candidate + ": " + e.getMessage(), e);
    }
  }

  private List<Path> candidates() throws StoreException {
    List<Path> files = new ArrayList<>();
    for (Path place : places) {
      if (Files.isRegularFile(place)) {
        files.add(place);
      } else if (Files.isDirectory(place)) {
        try (Stream<Path> inside = Files.list(place)) {
          inside.filter(Files::isRegularFile).sorted().forEach(files::add);
        } catch (IOException e) {
          throw new StoreException(
              Reason.SOURCE, "cannot read " + place + ": " + e.getMessage(), e);
        }
      } else {
        throw new StoreException(Reason.SOURCE, place + " is not there");
      }
    }
    return files;
  }
}
