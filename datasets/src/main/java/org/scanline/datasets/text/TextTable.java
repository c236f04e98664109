package org.scanline.datasets.text;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells, with a head; one thread at a time. */
public final class TextTable {
  private final int names;
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * A table without rows.
   *
   * @param names columns that are aligned to the left, from the first on
   */
  public TextTable(int names, List<String> head) {
    this.names = names;
    this.head = List.copyOf(head);
  }

  /** One more row, with a cell for each column. */
  public void add(List<String> row) {
    if (row.size() != head.size()) {
      throw new IllegalArgumentException(row + " has not the columns " + head);
    }
    rows.add(List.copyOf(row));
  }

  /** Columns filled up with blanks. */
  public String plain() {
    List<List<String>> all = new ArrayList<>(rows);
    all.add(0, head);
    StringBuilder text = new StringBuilder();
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        String fill = " ".repeat(width - row.get(i).length());
        line.append("  ").append(i < names ? row.get(i) + fill : fill + row.get(i));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  /** Markdown. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, head);
    text.append("|---".repeat(names)).append("|--:".repeat(head.size() - names)).append("|\n");
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    cells.forEach(cell -> text.append("| ").append(cell.replace("|", "\\|")).append(' '));
    text.append("|\n");
  }
}
