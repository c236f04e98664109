package org.scanline.datasets.images;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scanline.datasets.text.Csv;

/** Reports for machines. */
final class ImageReportText {
  private static final int SCHEMA = 1;

  private ImageReportText() {}

  static String json(ImageReport report) {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    ObjectNode root = mapper.createObjectNode();
    root.put("schema", SCHEMA);
    ArrayNode means = root.putArray("means");
    for (String condition : report.conditions()) {
      for (String method : report.methods()) {
        ObjectNode node = means.addObject();
        node.put("condition", condition);
        node.put("method", method);
        node.put("psnr", rounded(report.mean(condition, method, ImageScore::psnr)));
        node.put("ssim", rounded(report.mean(condition, method, ImageScore::ssim)));
      }
    }
    ArrayNode scores = root.putArray("scores");
    for (ImageScore score : report.scores()) {
      ObjectNode node = scores.addObject();
      node.put("condition", score.condition());
      node.put("picture", score.picture());
      node.put("method", score.method());
      node.put("psnr", rounded(score.psnr()));
      node.put("ssim", rounded(score.ssim()));
    }
    ArrayNode notes = root.putArray("notes");
    report.notes().forEach(notes::add);
    ArrayNode failures = root.putArray("failures");
    report.failures().forEach(failures::add);
    try {
      return mapper.writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }

  private static @Nullable Double rounded(double value) {
    return Double.isFinite(value) ? Math.rint(value * 1e5) / 1e5 : null;
  }

  static String csv(ImageReport report) {
    StringBuilder lines = new StringBuilder("condition,picture,method,psnr_db,ssim\n");
    for (ImageScore score : report.scores()) {
      lines
          .append(Csv.quoted(score.condition()))
          .append(',')
          .append(Csv.quoted(score.picture()))
          .append(',')
          .append(Csv.quoted(score.method()))
          .append(',')
          .append(number(score.psnr()))
          .append(',')
          .append(number(score.ssim()))
          .append('\n');
    }
    return lines.toString();
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.5f", value) : "";
  }
}
