package dev.basalt.watchdog.alert;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must not be forgotten.
 *
 * @param sinceMillis what happened before is not told, milliseconds since 1970
 * @param standing alerts that fire, and those that were resolved and somebody is yet to be told so
 * @param told hashes of what happened since and was told, with the time when it happened
 */
public record Snapshot(long sinceMillis, List<Standing> standing, Map<String, Long> told) {
  public Snapshot {
    standing = List.copyOf(standing);
    told = new TreeMap<>(told);
  }

  /** Nothing was told yet. */
  public static Snapshot fresh(long sinceMillis) {
    return new Snapshot(sinceMillis, List.of(), Map.of());
  }
}
