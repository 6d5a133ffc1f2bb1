package dev.basalt.watchdog.alert;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must not be forgotten.
 *
 * @param sinceMillis what happened before is not told, milliseconds since 1970
 * @param standing alerts that fire, and those that were resolved and somebody is yet to be told so
 * @param rules rules that were looked at, and since when; what happened before is not told by them
 * @param told hashes of what happened since and was told, with the time when it happened
 */
public record Snapshot(
    long sinceMillis, List<Standing> standing, Map<String, Long> rules, Map<String, Long> told) {
  public Snapshot {
    standing = List.copyOf(standing);
    rules = new TreeMap<>(rules);
    told = new TreeMap<>(told);
  }

  /** Nothing was told yet. */
  public static Snapshot fresh(long sinceMillis) {
    return new Snapshot(sinceMillis, List.of(), Map.of(), Map.of());
  }
}
