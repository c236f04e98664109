package org.scanline.backbones.model;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Files of models in jars on the class path, each model in {@code META-INF/scanline/models/NAME}
 * and its name on a line of an index. Immutable.
 *
 * @param loader that knows the jars
 * @param index resource with the names; any number of jars may have one
 */
public record BundledFiles(ClassLoader loader, String index) {

  /** Names of the models, sorted. */
  public List<String> names() {
    TreeSet<String> names = new TreeSet<>();
    try {
      for (URL list : Collections.list(loader.getResources(index))) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
          lines.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(names::add);
        }
      }
    } catch (IOException e) {
      System.getLogger(BundledFiles.class.getName())
          .log(System.Logger.Level.WARNING, "a list of models cannot be read", e);
    }
    return List.copyOf(names);
  }

  /**
   * Opens a file of a model.
   *
   * @throws IOException when it is not there
   */
  public InputStream open(String model, String file) throws IOException {
    InputStream in = loader.getResourceAsStream("META-INF/scanline/models/" + model + "/" + file);
    if (in == null) {
      throw new FileNotFoundException("there is no model " + model + "; there are " + names());
    }
    return in;
  }
}
