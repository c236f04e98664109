package org.scanline.audio.separation.published;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.scanline.backbones.model.ModelException;

/**
 * The files of one published model, found from what a user names.
 *
 * @param name of the model
 * @param weights files of one net, or of each net of a bag in its order
 * @param config what lies beside them; a missing node where there is nothing
 */
record CheckpointFiles(String name, List<Path> weights, JsonNode config) {
  private static final Set<String> WEIGHTS =
      Set.of("th", "pt", "pth", "ckpt", "safetensors", "tar", "bin");
  private static final Set<String> SETTINGS = Set.of("yaml", "yml", "json");
  private static final Set<String> THREE = Set.of("encoder", "masknet", "decoder");
  private static final int MOST_SETTINGS = 1 << 20; // bytes

  /** Whether a name looks like that of a file of weights or settings. */
  static boolean looksLikeOne(Path path) {
    String extension = extension(path);
    return WEIGHTS.contains(extension) || SETTINGS.contains(extension);
  }

  /**
   * The files behind a path: a file of weights (and the settings beside it), a bag's YAML file with
   * or without its extension, or a folder that holds one model.
   *
   * @throws ModelException in one line, when there is none, or more than one
   */
  static CheckpointFiles of(Path path) throws ModelException {
    if (Files.isDirectory(path)) {
      return ofFolder(path);
    }
    Path bag = Files.exists(path) ? path : path.resolveSibling(path.getFileName() + ".yaml");
    if (!Files.isRegularFile(bag)) {
      throw new ModelException("there is no model " + path + ", neither a file nor a folder");
    }
    if (SETTINGS.contains(extension(bag))) {
      JsonNode config = settings(bag);
      return config.has("models")
          ? bag(stem(bag), config, inside(parent(bag)))
          : ofFolder(parent(bag));
    }
    return new CheckpointFiles(stem(bag), List.of(bag), beside(bag));
  }

  /**
   * The files of a model that are known one by one.
   *
   * @param config what is known beside the files
   */
  static CheckpointFiles of(String name, List<Path> files, JsonNode config) throws ModelException {
    JsonNode all = config;
    for (Path file : files) {
      if (all.isEmpty() && SETTINGS.contains(extension(file))) {
        all = settings(file);
      }
    }
    return all.has("models") ? bag(name, all, files) : single(name, files, all);
  }

  private static CheckpointFiles ofFolder(Path folder) throws ModelException {
    List<Path> files = inside(folder);
    List<Path> bags = new ArrayList<>();
    JsonNode config = new ObjectMapper().missingNode();
    for (Path file : files) {
      if (SETTINGS.contains(extension(file)) && !stem(file).equals("card")) {
        JsonNode settings = settings(file);
        if (settings.has("models")) {
          bags.add(file);
        } else if (isNet(settings)) {
          config = settings;
        }
      }
    }
    if (bags.size() > 1) {
      throw new ModelException(
          "%s holds %d models; name one of them: %s"
              .formatted(folder, bags.size(), names(bags, folder)));
    }
    String name = stem(folder.toAbsolutePath().normalize());
    return bags.isEmpty()
        ? single(name, files, config)
        : bag(stem(bags.get(0)), settings(bags.get(0)), files);
  }

  private static String names(List<Path> files, Path folder) {
    return String.join(", ", files.stream().map(f -> folder.relativize(f).toString()).toList());
  }

  private static CheckpointFiles single(String name, List<Path> files, JsonNode config)
      throws ModelException {
    List<Path> weights = files.stream().filter(f -> WEIGHTS.contains(extension(f))).toList();
    List<Path> three = weights.stream().filter(f -> THREE.contains(stem(f))).toList();
    if (three.size() == THREE.size()) {
      return new CheckpointFiles(name, three, config);
    }
    if (weights.size() != 1) {
      throw new ModelException(
          weights.isEmpty()
              ? "model " + name + ": there are no weights (*.th, *.pt, *.ckpt, *.safetensors, ...)"
              : "model " + name + ": there are weights of several nets; name one of the files");
    }
    return new CheckpointFiles(
        name, weights, config.isMissingNode() ? beside(weights.get(0)) : config);
  }

  /** The files of a bag, SIGNATURE.th or SIGNATURE-HASH.th, in its order. */
  private static CheckpointFiles bag(String name, JsonNode config, List<Path> files)
      throws ModelException {
    List<Path> weights = new ArrayList<>();
    for (JsonNode model : config.path("models")) {
      String signature = model.asText();
      weights.add(
          files.stream()
              .filter(f -> WEIGHTS.contains(extension(f)))
              .filter(f -> stem(f).equals(signature) || stem(f).startsWith(signature + "-"))
              .findFirst()
              .orElseThrow(
                  () ->
                      new ModelException(
                          "model %s needs the file %s-....th beside it, which is not there"
                              .formatted(name, signature))));
    }
    if (weights.isEmpty()) {
      throw new ModelException("model " + name + " names no files of weights");
    }
    return new CheckpointFiles(name, weights, config);
  }

  /** Settings of a file of weights: of the same name, or the only ones in the folder. */
  private static JsonNode beside(Path weights) throws ModelException {
    List<JsonNode> found = new ArrayList<>();
    for (Path file : inside(parent(weights))) {
      if (SETTINGS.contains(extension(file))) {
        if (stem(file).equals(stem(weights))) {
          return settings(file);
        }
        JsonNode settings = quietly(file);
        if (isNet(settings)) {
          found.add(settings);
        }
      }
    }
    return found.size() == 1 ? found.get(0) : new ObjectMapper().missingNode();
  }

  private static boolean isNet(JsonNode settings) {
    return settings.has("model") && settings.has("audio") || settings.has("architecture");
  }

  private static JsonNode quietly(Path file) {
    try {
      return settings(file);
    } catch (ModelException e) {
      return new ObjectMapper().missingNode(); // somebody else's
    }
  }

  private static JsonNode settings(Path file) throws ModelException {
    try {
      if (Files.size(file) > MOST_SETTINGS) {
        throw new ModelException(file + ": longer than any settings are");
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return (extension(file).equals("json") ? new ObjectMapper() : new YAMLMapper())
          .readTree(text);
    } catch (IOException | IllegalArgumentException e) {
      String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new ModelException(file + ": cannot be read as settings: " + what, e);
    }
  }

  private static List<Path> inside(Path folder) throws ModelException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new ModelException(folder + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private static String extension(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  /** The name without its extension, and without that of final.pth.tar. */
  static String stem(Path path) {
    String name = String.valueOf(path.getFileName());
    String before = name;
    while (looksLikeOne(Path.of(before)) && before.lastIndexOf('.') > 0) {
      before = before.substring(0, before.lastIndexOf('.'));
    }
    return before;
  }
}
