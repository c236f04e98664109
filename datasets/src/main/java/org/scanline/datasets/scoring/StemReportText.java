package org.scanline.datasets.scoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.scoring.StemReport.Over;
import org.scanline.datasets.text.Csv;

/** Reports for machines. */
final class StemReportText {
  private static final int SCHEMA = 1;

  private StemReportText() {}

  static String json(StemReport report) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("schema", SCHEMA);
    ArrayNode metrics = root.putArray("metrics");
    for (StemMetric metric : report.metrics()) {
      ObjectNode node = metrics.addObject();
      node.put("id", metric.id());
      node.put("label", metric.label());
      node.put("unit", metric.higherIsBetter() ? "dB" : "");
      node.put("higherIsBetter", metric.higherIsBetter());
    }
    ArrayNode systems = root.putArray("systems");
    report.systems().forEach(systems::add);
    putSummary(root.putArray("summary"), report);
    ArrayNode tracks = root.putArray("tracks");
    report.tracks().forEach(track -> put(tracks.addObject(), track, report.metrics()));
    ArrayNode failures = root.putArray("failures");
    for (StemReport.Failure failure : report.failures()) {
      ObjectNode node = failures.addObject();
      node.put("system", failure.system());
      node.put("track", failure.track());
      node.put("message", failure.message());
    }
    ArrayNode notes = root.putArray("notes");
    report.notes().forEach(notes::add);
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static void putSummary(ArrayNode array, StemReport report) {
    for (String system : report.systems()) {
      for (String stem : report.stems()) {
        int tracks = report.of(system, stem).size();
        if (tracks > 0) {
          ObjectNode node = array.addObject();
          node.put("system", system);
          node.put("stem", stem);
          node.put("tracks", tracks);
          for (Over over : Over.values()) {
            ObjectNode values = node.putObject(over.name().toLowerCase(Locale.ROOT));
            for (StemMetric metric : report.metrics()) {
              values.put(metric.id(), rounded(report.value(system, stem, metric, over)));
            }
          }
        }
      }
    }
  }

  private static void put(ObjectNode node, TrackScores track, List<StemMetric> metrics) {
    node.put("system", track.system());
    node.put("track", track.track());
    node.put("seconds", rounded(track.seconds()));
    if (!track.speakers().isEmpty()) {
      ObjectNode speakers = node.putObject("speakers");
      track.speakers().forEach(speakers::put);
    }
    ObjectNode stems = node.putObject("stems");
    for (Map.Entry<String, StemScore> entry : track.stems().entrySet()) {
      ObjectNode stem = stems.putObject(entry.getKey());
      for (StemMetric metric : metrics) {
        stem.put(metric.id(), rounded(entry.getValue().value(metric)));
      }
      ObjectNode frames = stem.putObject("frames");
      for (StemMetric metric : metrics) {
        if (metric.framewise()) {
          ArrayNode values = frames.putArray(metric.id());
          for (double value : entry.getValue().frames(metric)) {
            values.add(rounded(value));
          }
        }
      }
    }
    ArrayNode notes = node.putArray("notes");
    track.notes().forEach(notes::add);
  }

  private static @Nullable Double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 1e5) / 1e5 : null;
  }

  static String csv(StemReport report) {
    StringBuilder lines = new StringBuilder("system,track,stem,metric,value\n");
    for (TrackScores track : report.tracks()) {
      for (Map.Entry<String, StemScore> stem : track.stems().entrySet()) {
        for (StemMetric metric : report.metrics()) {
          lines
              .append(Csv.quoted(track.system()))
              .append(',')
              .append(Csv.quoted(track.track()))
              .append(',')
              .append(Csv.quoted(stem.getKey()))
              .append(',')
              .append(metric.id())
              .append(',')
              .append(number(stem.getValue().value(metric)))
              .append('\n');
        }
      }
    }
    return lines.toString();
  }

  private static String number(double value) {
    return Double.isNaN(value)
        ? ""
        : Double.isInfinite(value)
            ? value > 0 ? "inf" : "-inf"
            : String.format(Locale.ROOT, "%.5f", value);
  }
}
