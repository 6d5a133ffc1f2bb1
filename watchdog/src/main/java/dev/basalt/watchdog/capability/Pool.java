package dev.basalt.watchdog.capability;

import java.util.Comparator;

/**
 * Nodes that no queue can tell apart.
 *
 * @param zone their zone
 * @param group their node group, empty for none
 */
record Pool(String zone, String group) implements Comparable<Pool> {
  private static final Comparator<Pool> ORDER =
      Comparator.comparing(Pool::zone).thenComparing(Pool::group);

  @Override
  public int compareTo(Pool other) {
    return ORDER.compare(this, other);
  }
}
