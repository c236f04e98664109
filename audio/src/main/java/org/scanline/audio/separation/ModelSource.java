package org.scanline.audio.separation;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Where the files of one model come from: a jar on the class path, or a folder with a card.json.
 * Immutable.
 */
public interface ModelSource {
  /** The model that is used when none is asked for. */
  String DEFAULT = "scanline-music";

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

  /** A path when something is there or it looks like one, else the name of a bundled model. */
  static ModelSource parse(String nameOrPath) {
    Path path = Path.of(nameOrPath);
    boolean looksLikePath =
        path.getNameCount() > 1 || path.isAbsolute() || nameOrPath.contains(".");
    if (!bundledNames().contains(nameOrPath) && (looksLikePath || Files.exists(path))) {
      return folder(path);
    }
    return bundled(nameOrPath);
  }

  /** Names of the models on the class path, sorted. */
  static List<String> bundledNames() {
    TreeSet<String> names = new TreeSet<>();
    try {
      for (URL index : Collections.list(loader().getResources("META-INF/scanline/models.index"))) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(index.openStream(), StandardCharsets.UTF_8))) {
          lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
        }
      }
    } catch (IOException e) {
      System.getLogger(ModelSource.class.getName())
          .log(System.Logger.Level.WARNING, "a list of models cannot be read", e);
    }
    return List.copyOf(names);
  }

  private static ClassLoader loader() {
    return ModelSource.class.getClassLoader();
  }

  /**
   * A model on the class path.
   *
   * @param name of its folder in the jar
   */
  record Bundled(String name) implements ModelSource {
    @Override
    public InputStream open(String file) throws IOException {
      InputStream in =
          loader().getResourceAsStream("META-INF/scanline/models/" + name + "/" + file);
      if (in == null) {
        throw new FileNotFoundException(
            "there is no model " + name + "; there are " + bundledNames());
      }
      return in;
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
}
