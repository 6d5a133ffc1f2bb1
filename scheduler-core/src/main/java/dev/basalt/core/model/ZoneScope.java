package dev.basalt.core.model;

import java.util.Set;

/**
 * Which zones a scheduler serves, and under which name it owns their nodes.
 *
 * @param zones the zones served, empty for all
 * @param identity what {@code basalt.dev/owner} says on what it owns; the same for every process of
 *     the instance, empty where all zones are served
 */
public record ZoneScope(Set<String> zones, String identity) {
  /** A scheduler of all zones, which shares the cluster with no other instance. */
  public static final ZoneScope ALL = new ZoneScope(Set.of(), "");

  public ZoneScope {
    zones = Set.copyOf(zones);
    if (zones.isEmpty() != identity.isEmpty()) {
      throw new IllegalArgumentException(
          "a scheduler of some zones, and only such a one, needs a name to own their nodes under");
    }
  }

  /** Whether it serves all zones, so that nothing is owned or handed over. */
  public boolean servesAll() {
    return zones.isEmpty();
  }

  /** Whether it serves a zone. */
  public boolean serves(String zone) {
    return zones.isEmpty() || zones.contains(zone);
  }
}
