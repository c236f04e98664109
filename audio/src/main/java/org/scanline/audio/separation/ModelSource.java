package org.scanline.audio.separation;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.scanline.backbones.model.BundledFiles;

/**
 * Where the files of one model come from: a jar on the class path, a folder with a card.json, or a
 * publisher's own files. Immutable.
 */
public interface ModelSource {
  /** The model that is used when none is asked for. */
  String DEFAULT = "scanline-music";

  /** What a model of Scanline's says about itself. */
  String CARD = "card.json";

  /** The name it was asked for by. */
  String name();

  /**
   * Opens one of the model's files.
   *
   * @throws IOException when it is not there
   */
  InputStream open(String file) throws IOException;

  /** The model {@link #DEFAULT} of the models jar. */
  static ModelSource bundled() {
    return bundled(DEFAULT);
  }

  /** A model of a jar on the class path, which lies in {@code META-INF/scanline/models/NAME}. */
  static ModelSource bundled(String name) {
    return new Bundled(name);
  }

  /** A model in a folder, or beside the given card or weights. */
  static ModelSource folder(Path path) {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    return new Folder(folder == null ? path : folder);
  }

  /** A published model: a file of weights, a bag's YAML file, or a folder with one model. */
  static ModelSource published(Path path) {
    return new AtPath(path);
  }

  /**
   * A path when something is there or it looks like one, else the name of a bundled model. At a
   * path lies a model of Scanline's where there is a card.json, else a published one.
   */
  static ModelSource parse(String nameOrPath) {
    if (bundledNames().contains(nameOrPath) || !isPath(nameOrPath)) {
      return bundled(nameOrPath);
    }
    Path path = Path.of(nameOrPath);
    boolean ours =
        Files.isDirectory(path)
            ? Files.exists(path.resolve(CARD))
            : path.endsWith(CARD)
                || (path.toString().endsWith(".safetensors")
                    && Files.exists(path.resolveSibling(CARD)));
    return ours ? folder(path) : published(path);
  }

  /** Whether something is there, or a name looks like that of a file. */
  static boolean isPath(String nameOrPath) {
    Path path = Path.of(nameOrPath);
    return path.getNameCount() > 1
        || path.isAbsolute()
        || nameOrPath.contains(".")
        || Files.exists(path);
  }

  /** Names of the models on the class path, sorted. */
  static List<String> bundledNames() {
    return files().names();
  }

  private static BundledFiles files() {
    return new BundledFiles(ModelSource.class.getClassLoader(), "META-INF/scanline/models.index");
  }

  /**
   * A model on the class path.
   *
   * @param name of its folder in the jar
   */
  record Bundled(String name) implements ModelSource {
    @Override
    public InputStream open(String file) throws IOException {
      return files().open(name, file);
    }
  }

  /**
   * A model in a folder.
   *
   * @param path the folder
   */
  record Folder(Path path) implements ModelSource {
    @Override
    public String name() {
      Path last = path.toAbsolutePath().normalize().getFileName();
      return last == null ? path.toString() : last.toString();
    }

    @Override
    public InputStream open(String file) throws IOException {
      Path wanted = path.resolve(file);
      if (!Files.isRegularFile(wanted)) {
        throw new FileNotFoundException("there is no " + wanted);
      }
      return Files.newInputStream(wanted);
    }
  }

  /**
   * A published model at a path.
   *
   * @param path of a file or a folder
   */
  record AtPath(Path path) implements ModelSource {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public InputStream open(String file) throws IOException {
      throw new FileNotFoundException("there is no " + file + " in " + path);
    }
  }

  /**
   * A published model whose files are known one by one, as a store of models knows them.
   *
   * @param name it is asked for by
   * @param files as the publisher has them: weights, and settings where there are any
   * @param settings what is known beside the files (the content of a bag's or a net's YAML file, or
   *     of an earlier card); plain JSON values, empty where there is nothing
   * @param description one sentence; may be empty
   * @param licence of the weights, in words; "unknown" where it is
   */
  record Published(
      String name,
      List<Path> files,
      Map<String, Object> settings,
      String description,
      String licence)
      implements ModelSource {
    /** Keeps the list from changing. */
    public Published {
      files = List.copyOf(files);
    }

    @Override
    public InputStream open(String file) throws IOException {
      throw new FileNotFoundException("there is no " + file + " in model " + name);
    }
  }
}
