package org.scanline.datasets.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.evaluation.EvaluationReport.Score;
import org.scanline.datasets.evaluation.EvaluationReport.Song;
import org.scanline.datasets.text.Csv;

/** Reports for machines. */
final class ReportText {
  private ReportText() {}

  static String json(EvaluationReport report) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("model", report.model());
    ArrayNode methods = root.putArray("methods");
    report.methods().forEach(method -> methods.add(method.id()));
    ArrayNode songs = root.putArray("songs");
    for (Song song : report.songs()) {
      ObjectNode node = songs.addObject();
      node.put("name", song.name());
      node.put("seconds", rounded(song.seconds()));
      put(node.putArray("scores"), song.scores());
    }
    put(root.putArray("means"), report.means());
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static void put(ArrayNode array, List<Score> scores) {
    for (Score score : scores) {
      ObjectNode node = array.addObject();
      node.put("stem", score.stem());
      node.put("method", score.method().id());
      node.put("activeSdr", rounded(score.activeSdr()));
      node.put("siSdr", rounded(score.siSdr()));
      node.put("activeSeconds", score.activeSeconds());
    }
  }

  private static @Nullable Double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 1e4) / 1e4 : null;
  }

  static String csv(EvaluationReport report) {
    StringBuilder lines =
        new StringBuilder("song,stem,method,active_sdr_db,si_sdr_db,active_seconds\n");
    report.songs().forEach(song -> lines(lines, song.name(), song.scores()));
    lines(lines, "mean", report.means());
    return lines.toString();
  }

  private static void lines(StringBuilder lines, String song, List<Score> scores) {
    for (Score score : scores) {
      lines
          .append(Csv.quoted(song))
          .append(',')
          .append(score.stem())
          .append(',')
          .append(score.method().id())
          .append(',')
          .append(number(score.activeSdr()))
          .append(',')
          .append(number(score.siSdr()))
          .append(',')
          .append(score.activeSeconds())
          .append('\n');
    }
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "";
  }
}
