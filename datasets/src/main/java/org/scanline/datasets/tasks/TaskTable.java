package org.scanline.datasets.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.scanline.backbones.hybrid.MixerPattern;

/** The scores of finished runs as Markdown: a table and the commands for each task. Immutable. */
public final class TaskTable {
  private final Map<String, List<JsonNode>> byTask;

  private TaskTable(Map<String, List<JsonNode>> byTask) {
    this.byTask = byTask;
  }

  /**
   * Reads the scores of some runs.
   *
   * @param runs their folders, in the order of the lines
   * @throws IOException when a folder holds no finished run
   */
  public static TaskTable read(List<Path> runs) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    Map<String, List<JsonNode>> byTask = new LinkedHashMap<>();
    for (Path run : runs) {
      Path file = run.resolve("result.json");
      if (!Files.isRegularFile(file)) {
        throw new IOException(run + " holds no finished run: no result.json");
      }
      JsonNode result = finished(file, mapper);
      byTask.computeIfAbsent(result.path("task").asText(), t -> new ArrayList<>()).add(result);
    }
    return new TaskTable(byTask);
  }

  private static JsonNode finished(Path file, ObjectMapper mapper) throws IOException {
    try {
      JsonNode result = mapper.readTree(Files.readAllBytes(file));
      TaskKind.parse(result.path("task").asText());
      MixerPattern.parse(result.path("mixers").asText());
      if (result.path("tests").isEmpty()) {
        throw new IllegalArgumentException("no tests");
      }
      return result;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IOException(file + " is not the result of a task's run", e);
    }
  }

  /** Tables and commands of all tasks. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    byTask.forEach(
        (task, results) -> {
          text.append(text.isEmpty() ? "" : "\n").append("### ").append(task).append("\n\n");
          appendTable(text, results);
          text.append("\n```\n");
          results.forEach(result -> text.append(command(result)).append('\n'));
          text.append("```\n");
        });
    return text.toString();
  }

  private static void appendTable(StringBuilder text, List<JsonNode> results) {
    TreeSet<Integer> lengths = new TreeSet<>();
    results.forEach(r -> r.path("tests").forEach(test -> lengths.add(test.path("length").asInt())));
    text.append("| mixers | parameters | state, bytes | seed | steps | CPU s |");
    lengths.forEach(length -> text.append(" at ").append(length).append(" |"));
    text.append("\n|---|---|---|---|---|---|").append("---|".repeat(lengths.size())).append('\n');
    for (JsonNode result : results) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d | %s | %d | %d | %d |",
              result.path("mixers").asText(),
              result.path("parameters").asLong(),
              state(result),
              result.path("seed").asLong(),
              result.path("steps").asInt(),
              result.path("cpuSeconds").asLong()));
      for (int length : lengths) {
        text.append(' ').append(accuracy(result, length)).append(" |");
      }
      text.append('\n');
    }
  }

  private static String state(JsonNode result) {
    return MixerPattern.parse(result.path("mixers").asText()).fixedState()
        ? String.format(Locale.ROOT, "%,d", result.path("stateBytes").asLong())
        : "grows";
  }

  private static String accuracy(JsonNode result, int length) {
    for (JsonNode test : result.path("tests")) {
      if (test.path("length").asInt() == length) {
        return String.format(Locale.ROOT, "%.3f", test.path("accuracy").asDouble());
      }
    }
    return "";
  }

  /** The command that makes a run again. */
  private static String command(JsonNode result) {
    String mixers = result.path("mixers").asText().replace('×', 'x');
    String lengths =
        StreamSupport.stream(result.path("tests").spliterator(), false)
            .map(test -> test.path("length").asText())
            .collect(Collectors.joining(","));
    return "scanline train task %s --mixer '%s' --layers %d --width %d --heads %d --length %d"
            .formatted(
                result.path("task").asText(),
                mixers,
                result.path("layers").asInt(),
                result.path("width").asInt(),
                result.path("heads").asInt(),
                result.path("length").asInt())
        + " --batch %d --steps %d --rate %s --seed %d --test-lengths %s -o RUN"
            .formatted(
                result.path("batch").asInt(),
                result.path("steps").asInt(),
                result.path("rate").asText(),
                result.path("seed").asLong(),
                lengths);
  }

  /** Accuracy over length as a picture (SVG), the runs of one task in one frame. */
  public String picture(String task) {
    AccuracyChart chart = new AccuracyChart();
    for (JsonNode result : byTask.getOrDefault(task, List.of())) {
      List<TaskScore> scores = new ArrayList<>();
      for (JsonNode test : result.path("tests")) {
        scores.add(
            new TaskScore(
                test.path("length").asInt(),
                test.path("sequences").asInt(),
                test.path("asked").asLong(),
                test.path("right").asLong()));
      }
      chart.add(result.path("mixers").asText(), result.path("length").asInt(), scores);
    }
    return chart.svg();
  }

  /**
   * Writes {@link #picture} to a file, complete or not at all; an older one is replaced.
   *
   * @throws IOException when the file cannot be written
   */
  public void draw(String task, Path file) throws IOException {
    RunFolder.write(file, picture(task).getBytes(StandardCharsets.UTF_8));
  }

  /** The tasks that have runs. */
  public List<String> tasks() {
    return List.copyOf(byTask.keySet());
  }
}
