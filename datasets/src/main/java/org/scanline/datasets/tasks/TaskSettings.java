package org.scanline.datasets.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.scanline.backbones.hybrid.Backbone;
import org.scanline.backbones.hybrid.MixerPattern;
import org.scanline.backbones.layer.Norm;
import org.scanline.datasets.training.RateSchedule;

/**
 * What one run on a task is made of; equal settings give equal weights.
 *
 * @param task the task's name
 * @param backbone the net between embedding and head
 * @param length longest training length
 * @param batch sequences a step
 * @param schedule learning rate and number of steps
 * @param seed seed of the initial weights and of every example
 */
public record TaskSettings(
    String task,
    Backbone.Config backbone,
    int length,
    int batch,
    RateSchedule schedule,
    long seed) {

  private static final List<String> NUMBERS =
      List.of(
          "layers",
          "width",
          "heads",
          "feedForward",
          "length",
          "batch",
          "steps",
          "rate",
          "warmup",
          "seed");

  private static final int LAYERS = 256;
  private static final int WIDTH = 1 << 14;
  private static final int LONGEST = 1 << 20;
  private static final long ROOM = 1L << 26; // of one kind: some 20 such arrays are held at once

  /** Checks the numbers, and that a step fits into the memory of an ordinary machine. */
  public TaskSettings {
    demand("length", length, LONGEST);
    demand("batch", batch, LONGEST);
    demand("layers", backbone.layers(), LAYERS);
    demand("width", backbone.width(), WIDTH);
    demand("heads", backbone.heads(), WIDTH);
    long width = backbone.width();
    demandRoom("batch x length", (long) batch * length, ROOM / width / backbone.layers());
    demandRoom("layers x width x width", backbone.layers() * width * width, ROOM);
  }

  private static void demand(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s=%d must be from 1 to %d".formatted(name, value, most));
    }
  }

  private static void demandRoom(String what, long value, long most) {
    if (value > most) {
      throw new IllegalArgumentException(
          "%s = %d must be at most %d with these sizes, for it has to fit into memory"
              .formatted(what, value, most));
    }
  }

  /**
   * Checks the lengths of tests.
   *
   * @throws IllegalArgumentException with the one that is too short or too long
   */
  static void demandTestLengths(List<Integer> lengths) {
    lengths.forEach(length -> demand("test length", length, LONGEST));
  }

  /**
   * Checks that a net of this size can be trained here: options of mixers can make one large too.
   *
   * @param parameters how many numbers it learns
   * @param stateBytes of one sequence
   */
  void demandRoom(long parameters, long stateBytes) {
    demandRoom("parameters", parameters, ROOM);
    demandRoom("batch x bytes of state", stateBytes, Float.BYTES * ROOM / batch);
  }

  /**
   * Reads the settings of a run that was made before.
   *
   * @param file settings.json of its folder
   * @throws IOException when the file cannot be read or is not such a file
   */
  public static TaskSettings read(Path file) throws IOException {
    try {
      JsonNode json = new ObjectMapper().readTree(Files.readAllBytes(file));
      for (String name : NUMBERS) {
        if (!json.path(name).isNumber()) {
          throw new IllegalArgumentException("it does not say " + name);
        }
      }
      TaskKind.parse(json.path("task").asText());
      return of(json);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(file + " is not that of a task's run: " + reason(e), e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof JsonProcessingException ? "it is damaged" : String.valueOf(e.getMessage());
  }

  private static TaskSettings of(JsonNode json) {
    return new TaskSettings(
        json.path("task").asText(),
        new Backbone.Config(
            json.path("layers").asInt(),
            json.path("width").asInt(),
            json.path("heads").asInt(),
            MixerPattern.parse(json.path("mixers").asText()),
            json.path("feedForward").asDouble(),
            Norm.Kind.RMS),
        json.path("length").asInt(),
        json.path("batch").asInt(),
        new RateSchedule(
            json.path("rate").asDouble(), json.path("warmup").asInt(), json.path("steps").asInt()),
        json.path("seed").asLong());
  }

  /** All settings, for the run folder. */
  ObjectNode json() {
    ObjectNode json = new ObjectMapper().createObjectNode();
    json.put("task", task);
    json.put("mixers", backbone.mixers().toString());
    json.put("layers", backbone.layers());
    json.put("width", backbone.width());
    json.put("heads", backbone.heads());
    json.put("feedForward", backbone.feedForward());
    json.put("length", length);
    json.put("batch", batch);
    json.put("steps", schedule.steps());
    json.put("rate", schedule.highest());
    json.put("warmup", schedule.warmup());
    json.put("seed", seed);
    return json;
  }
}
