package org.scanline.datasets.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The folder of one run: settings.json, log.csv, checkpoint.safetensors, and result.json when the
 * run is over.
 */
final class RunFolder {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private final Path folder;
  private final TaskSettings settings;

  RunFolder(Path folder, TaskSettings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  Path checkpoint() {
    return folder.resolve("checkpoint.safetensors");
  }

  private Path settingsFile() {
    return folder.resolve("settings.json");
  }

  /** Makes the folder, or looks whether it holds this very run. */
  void open(boolean resume) throws IOException {
    ObjectNode wanted = settings.json();
    if (!Files.exists(settingsFile())) {
      Files.createDirectories(folder);
      write(settingsFile(), wanted);
      return;
    }
    if (!resume) {
      throw new FileAlreadyExistsException(
          folder + " holds a run already; resume it or choose another folder");
    }
    JsonNode found = found();
    for (String name : (Iterable<String>) wanted::fieldNames) {
      if (!wanted.path(name).asText().equals(found.path(name).asText())) {
        throw new IOException(
            "%s holds a run with %s=%s, not %s; give the same settings or another folder"
                .formatted(folder, name, found.path(name).asText(), wanted.path(name).asText()));
      }
    }
  }

  private JsonNode found() throws IOException {
    try {
      JsonNode found = MAPPER.readTree(Files.readAllBytes(settingsFile()));
      if (found.isObject()) {
        return found;
      }
    } catch (JsonProcessingException e) {
      // Told below: where in the file it is damaged helps nobody.
    }
    throw new IOException(settingsFile() + " is damaged; choose another folder");
  }

  /** The log of a run that has made some steps. */
  TaskLog log(int start) throws IOException {
    return TaskLog.open(folder.resolve("log.csv"), start);
  }

  /**
   * Writes the settings, what the net is and what it got right.
   *
   * @param testSeconds of the processor, spent on the tests; the log knows those of the training
   */
  void writeResult(long parameters, long stateBytes, double testSeconds, List<TaskScore> scores)
      throws IOException {
    ObjectNode result = settings.json();
    result.put("parameters", parameters);
    result.put("stateBytes", stateBytes);
    result.put("seconds", Math.round(TaskLog.seconds(folder.resolve("log.csv"))));
    double trained = TaskLog.cpuSeconds(folder.resolve("log.csv"));
    result.put("cpuSeconds", Math.round(trained + testSeconds));
    ArrayNode tests = result.putArray("tests");
    scores.forEach(score -> score.writeTo(tests.addObject()));
    write(folder.resolve("result.json"), result);
  }

  static void write(Path file, ObjectNode json) throws IOException {
    write(file, MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
  }

  /** Writes a file so that it is whole or not there. */
  static void write(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, bytes);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
