package dev.basalt.app.docs;

import java.util.List;

/** Tables of Markdown. */
final class Tables {
  private Tables() {}

  /** Appends a table, or nothing where it has no rows. */
  static void append(StringBuilder page, String head, List<String[]> rows) {
    if (rows.isEmpty()) {
      return;
    }
    int columns = rows.getFirst().length;
    page.append('\n').append(head).append('\n');
    page.append("|").append("---|".repeat(columns)).append('\n');
    for (String[] row : rows) {
      page.append("|");
      for (String cell : row) {
        page.append(cell.isEmpty() ? " " : " " + cell(cell) + " ").append("|");
      }
      page.append('\n');
    }
  }

  /** A text that does not end its cell, on one line. */
  static String cell(String text) {
    return text.replace("%n", " ").replaceAll("\\s+", " ").replace("|", "\\|").strip();
  }
}
