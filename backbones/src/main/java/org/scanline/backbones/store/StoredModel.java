package org.scanline.backbones.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model in the store.
 *
 * @param folder where its files lie
 * @param name how the user asks for it
 * @param origin how it came
 * @param description one sentence; may be empty
 * @param publisher may be empty
 * @param licence what the publisher allows; says so when it is not known
 * @param architecture the kind of net, where it was recognised; else empty
 * @param outputs names of what it gives, such as stems; may be empty
 * @param settings what else a program must know to run it; plain JSON values
 * @param files in the publisher's order
 */
public record StoredModel(
    Path folder,
    String name,
    Origin origin,
    String description,
    String publisher,
    CatalogueModel.Licence licence,
    String architecture,
    List<String> outputs,
    Map<String, Object> settings,
    List<StoredFile> files) {

  /** How a model came into the store. */
  public enum Origin {
    /** One of the catalogue's, as its publisher has it. */
    CATALOGUE,
    /** Made from a file that the user had. */
    IMPORT
  }

  /**
   * A file of a model.
   *
   * @param name of the file in the model's folder
   * @param size bytes
   * @param sha256 hash of the whole file
   * @param source an address or the name of the user's file
   * @param sourceSha256 hash of the user's file that it was made from; empty when it is that file
   */
  public record StoredFile(
      String name, long size, String sha256, String source, String sourceSha256) {}

  /** Keeps the lists from changing. */
  public StoredModel {
    outputs = List.copyOf(outputs);
    settings = Map.copyOf(settings);
    files = List.copyOf(files);
  }

  /** Paths of the files, in the publisher's order. */
  public List<Path> paths() {
    return files.stream().map(file -> folder.resolve(file.name())).toList();
  }

  /** Bytes of all files. */
  public long size() {
    return files.stream().mapToLong(StoredFile::size).sum();
  }

  /** The same model in another folder. */
  StoredModel in(Path other) {
    return new StoredModel(
        other,
        name,
        origin,
        description,
        publisher,
        licence,
        architecture,
        outputs,
        settings,
        files);
  }
}
