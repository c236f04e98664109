package org.scanline.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.jobs.ExitCode;
import org.scanline.jobs.Job;
import org.scanline.jobs.JobResult;
import org.scanline.jobs.Progress;

/**
 * For a machine: one JSON object in a line on the ordinary output; the fields are described in
 * docs/json.md. Errors are said on the error output as well.
 */
final class JsonReport extends QuietReport {
  private static final int SCHEMA = 1;

  private final JsonFactory factory = new JsonFactory();
  private final String mainPhase;
  private int tenth;

  /**
   * A report.
   *
   * @param mainPhase the one whose progress is told
   */
  JsonReport(Console console, String mainPhase) {
    super(console);
    this.mainPhase = mainPhase;
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private void line(String event, Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = factory.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("event", event);
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    console.result(text.toString());
  }

  @Override
  public void loaded(LoadedModel model) {
    line(
        "run",
        json -> {
          json.writeNumberField("schema", SCHEMA);
          json.writeStringField("version", Version.ofScanline());
          json.writeStringField("model", model.name());
          json.writeStringField("licence", model.licence());
          for (Map.Entry<String, Number> setting : model.settings().entrySet()) {
            number(json, setting.getKey(), setting.getValue());
          }
        });
  }

  @Override
  public void started(Job job, int index, int count) {
    tenth = 0;
    line(
        "start",
        json -> {
          json.writeStringField("input", job.name());
          json.writeNumberField("index", index);
          json.writeNumberField("count", count);
        });
  }

  @Override
  public void progressed(Job job, Progress.Snapshot now) {
    int reached = (int) (10 * now.fraction() + 1e-9);
    if (reached <= tenth || !mainPhase.equals(now.phase())) {
      return;
    }
    tenth = reached;
    line(
        "progress",
        json -> {
          json.writeStringField("input", job.name());
          json.writeNumberField("fraction", now.fraction());
          json.writeNumberField("speed", now.speed());
        });
  }

  @Override
  public void finished(JobResult result) {
    super.finished(result);
    line(
        "item",
        json -> {
          json.writeStringField("input", result.name());
          json.writeStringField("outcome", word(result.outcome()));
          text(json, "failure", result.failure() == null ? null : word(result.failure()));
          text(json, "message", result.message());
          json.writeArrayFieldStart("outputs");
          for (Path output : result.outputs()) {
            json.writeString(output.toString());
          }
          json.writeEndArray();
          json.writeArrayFieldStart("notes");
          for (String note : result.notes()) {
            json.writeString(note);
          }
          json.writeEndArray();
          json.writeNumberField("seconds", result.time().toMillis() / 1e3);
        });
  }

  @Override
  public void ended(List<JobResult> results) {
    super.ended(results);
    line(
        "summary",
        json -> {
          for (JobResult.Outcome outcome : JobResult.Outcome.values()) {
            long count = results.stream().filter(r -> r.outcome() == outcome).count();
            json.writeNumberField(word(outcome), count);
          }
          json.writeNumberField("exit", ExitCode.of(results).status());
        });
  }

  private static void number(JsonGenerator json, String field, Number value) throws IOException {
    if (value instanceof Double real) {
      json.writeNumberField(field, real);
    } else {
      json.writeNumberField(field, value.longValue());
    }
  }

  private static String word(Enum<?> constant) {
    return Words.of(constant);
  }

  private static void text(JsonGenerator json, String field, @Nullable String value)
      throws IOException {
    if (value != null) {
      json.writeStringField(field, value);
    }
  }
}
