package org.scanline.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.scanline.backbones.store.CatalogueFile;
import org.scanline.backbones.store.CatalogueModel;
import org.scanline.backbones.store.StoredModel;
import org.scanline.jobs.DiskSpace;

/** What is known about a model, for a person. */
final class ModelText {
  private static final int WIDTH = 80; // columns of text; addresses may be longer
  private static final String FORM = "%-10s  %s";

  private ModelText() {}

  static List<String> of(ModelEntry entry) {
    List<String> lines = new ArrayList<>();
    add(lines, "name", entry.name());
    add(lines, "state", Words.of(entry.state()));
    add(lines, "about", entry.note());
    add(lines, "task", entry.task());
    add(lines, "stems", String.join(", ", entry.stems()));
    StoredModel stored = entry.stored();
    CatalogueModel known = entry.known();
    if (stored != null) {
      add(lines, "publisher", stored.publisher());
      add(lines, "net", stored.architecture());
      licence(lines, stored.licence());
      add(lines, "folder", stored.folder().toString());
      for (StoredModel.StoredFile file : stored.files()) {
        add(lines, "file", file.name() + ", " + DiskSpace.readable(file.size()));
        add(lines, "  sha256", file.sha256());
        add(lines, "  from", file.source());
        add(lines, "  made of", file.sourceSha256());
      }
    } else if (known != null) {
      add(lines, "publisher", known.publisher());
      add(lines, "net", known.architecture());
      licence(lines, known.licence());
      for (CatalogueFile file : known.files()) {
        String size = file.size() == 0 ? "size unknown" : DiskSpace.readable(file.size());
        add(lines, "file", file.name() + ", " + size);
        add(lines, "  sha256", file.sha256().isEmpty() ? "unknown" : hash(file.sha256()));
        add(lines, "  from", file.address() == null ? "" : file.address().toString());
      }
    } else {
      add(lines, "licence", entry.licence());
    }
    if (known != null) {
      for (CatalogueModel.Score score : known.scores()) {
        add(lines, "score", score.measure() + ": " + score.value());
        add(lines, "  by", score.source());
      }
      new TreeMap<>(known.sources()).forEach((fact, source) -> add(lines, fact + " by", source));
    }
    return lines;
  }

  /** The terms that a person agrees to, with their source. */
  static void licence(List<String> lines, CatalogueModel.Licence licence) {
    add(lines, "licence", licence.name());
    add(lines, "", licence.text());
    add(lines, "", licence.source().isEmpty() ? "" : "(" + licence.source() + ")");
  }

  private static String hash(String digits) {
    return digits.length() == 64 ? digits : digits + "...";
  }

  private static void add(List<String> lines, String word, String text) {
    StringBuilder line = new StringBuilder();
    String before = word;
    for (String part : text.isEmpty() ? new String[0] : text.split(" ")) {
      if (line.length() > 0 && line.length() + 1 + part.length() > WIDTH) {
        lines.add(FORM.formatted(before, line));
        line.setLength(0);
        before = "";
      }
      line.append(line.length() == 0 ? "" : " ").append(part);
    }
    if (line.length() > 0) {
      lines.add(FORM.formatted(before, line));
    }
  }
}
