package dev.basalt.exporter.series;

import java.util.EnumMap;
import java.util.Map;

/** The series of all families at one moment. */
final class Table {
  private final Map<Family, Rows> rows = new EnumMap<>(Family.class);

  Rows of(Family family) {
    return rows.computeIfAbsent(family, Rows::new);
  }

  Iterable<Map.Entry<Family, Rows>> families() {
    return rows.entrySet();
  }
}
