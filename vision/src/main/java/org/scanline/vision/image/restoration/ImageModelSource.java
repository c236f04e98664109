package org.scanline.vision.image.restoration;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files of a model for pictures come from: a jar on the class path, a folder with a
 * card.json, or a publisher's own file. Immutable.
 */
public sealed interface ImageModelSource {
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

  /** A model of a jar on the class path, which lies in {@code META-INF/scanline/models/NAME}. */
  static ImageModelSource bundled(String name) {
    return new Bundled(name);
  }

  /**
   * What lies at a path: a model of Scanline's where there is a card.json (a folder, or a file
   * beside the card), else a publisher's file of weights.
   */
  static ImageModelSource at(Path path) {
    if (Files.isDirectory(path)) {
      return new Folder(path);
    }
    boolean ours =
        path.endsWith(CARD)
            || (path.toString().endsWith(".safetensors")
                && Files.exists(path.resolveSibling(CARD)));
    Path folder = path.toAbsolutePath().getParent();
    return ours && folder != null ? new Folder(folder) : new Published(path);
  }

  /**
   * A path when something is there or it looks like one, else the name of a bundled model.
   *
   * @throws java.nio.file.InvalidPathException when it is neither
   */
  static ImageModelSource parse(String nameOrPath) {
    if (ImageModels.names().contains(nameOrPath)) {
      return bundled(nameOrPath);
    }
    Path path = Path.of(nameOrPath);
    boolean looks = path.getNameCount() > 1 || path.isAbsolute() || nameOrPath.contains(".");
    return looks || Files.exists(path) ? at(path) : bundled(nameOrPath);
  }

  /**
   * A model on the class path.
   *
   * @param name of its folder in the jar
   */
  record Bundled(String name) implements ImageModelSource {
    @Override
    public InputStream open(String file) throws IOException {
      return ImageModels.BUNDLED.open(name, file);
    }
  }

  /**
   * A model in a folder.
   *
   * @param path the folder
   */
  record Folder(Path path) implements ImageModelSource {
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
   * A publisher's file of weights, told by the names and shapes in it.
   *
   * @param path of the file
   */
  record Published(Path path) implements ImageModelSource {
    @Override
    public String name() {
      String file = String.valueOf(path.getFileName());
      int dot = file.lastIndexOf('.');
      return dot > 0 ? file.substring(0, dot) : file;
    }

    @Override
    public InputStream open(String file) throws IOException {
      throw new FileNotFoundException("there is no " + file + " beside " + path);
    }
  }
}
