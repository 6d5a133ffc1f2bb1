package dev.basalt.jobctl.view;

import java.util.ArrayList;
import java.util.List;

/** Rows with aligned columns; the first cell that names a phase colours itself. */
public final class Table {
  private static final int GAP = 3;

  private final List<List<String>> rows = new ArrayList<>();
  private final int phaseColumn;

  /** With a heading; {@code STATUS} and {@code STATE} columns are coloured by what they say. */
  public Table(List<String> heading) {
    rows.add(heading);
    phaseColumn = heading.contains("STATUS") ? heading.indexOf("STATUS") : heading.indexOf("STATE");
  }

  /** Adds a row of as many cells; an empty one is shown as a dash. */
  public void row(List<String> cells) {
    rows.add(cells.stream().map(cell -> cell.isEmpty() ? "-" : cell).toList());
  }

  /** Whether there are no rows but the heading. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** Prints it to out. */
  public void print(Screen screen) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (int r = 0; r < rows.size(); r++) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = rows.get(r).get(i);
        String shown =
            r == 0
                ? screen.bold(cell)
                : i == phaseColumn ? screen.phase(cell.split("[ (]", 2)[0], cell) : cell;
        line.append(shown);
        if (i < columns - 1) {
          line.repeat(' ', widths[i] - cell.length() + GAP);
        }
      }
      screen.out().println(line);
    }
  }
}
