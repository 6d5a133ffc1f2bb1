package dev.basalt.sim.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines of a file of comma-separated values with a heading; values may stand in quotes. */
final class CsvLines {
  private final String file;
  private final List<String> lines;
  private final List<String> heading;

  CsvLines(String file, List<String> lines) throws TraceFormatException {
    this.file = file;
    this.lines = lines;
    List<String> columns = lines.isEmpty() ? null : cells(lines.getFirst());
    if (columns == null) {
      throw new TraceFormatException(file + ", line 1", "has no heading; name the columns there");
    }
    heading = columns.stream().map(String::strip).toList();
  }

  /** The names of the columns. */
  List<String> heading() {
    return heading;
  }

  /** Every line that is not empty. */
  List<Fields> rows() throws TraceFormatException {
    List<Fields> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        rows.add(row(i));
      }
    }
    return rows;
  }

  private Fields row(int index) throws TraceFormatException {
    List<String> cells = cells(lines.get(index));
    String place = file + ", line " + (index + 1);
    if (cells == null) {
      throw new TraceFormatException(place, "has a quote that does not end; close it");
    }
    if (cells.size() != heading.size()) {
      throw new TraceFormatException(
          place,
          "has "
              + cells.size()
              + " values, the heading has "
              + heading.size()
              + " columns; add or remove commas, or put text with a comma in quotes");
    }
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < cells.size(); i++) {
      values.put(heading.get(i), cells.get(i).strip());
    }
    return new Fields(file, index + 1L, values);
  }

  /** The values of a line, null if a quote does not end. */
  private static @Nullable List<String> cells(String line) {
    if (line.indexOf('"') < 0) {
      return Arrays.asList(line.split(",", -1));
    }
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char at = line.charAt(i);
      if (quoted && at == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(at);
        i++;
      } else if (at == '"') {
        quoted = !quoted;
      } else if (at == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(at);
      }
    }
    cells.add(cell.toString());
    return quoted ? null : cells;
  }
}
