package dev.basalt.core.zone;

import java.time.Duration;
import java.util.Set;

/**
 * Who owns nodes, and by which times.
 *
 * @param zones the zones that are served; a node of another is not kept
 * @param identity what the nodes' annotation says: where our Lease lies ({@code namespace/name})
 * @param leaseDuration how long an owner's Lease must stand still before it is dead
 * @param bindTimeout how long after its sending a binding may take effect
 * @param retryPeriod between two tries, and between two looks at a Lease
 */
public record OwnershipSettings(
    Set<String> zones,
    String identity,
    Duration leaseDuration,
    Duration bindTimeout,
    Duration retryPeriod) {
  /** How many requests are under way at a time. */
  static final int MOST_REQUESTS = 16;

  public OwnershipSettings {
    zones = Set.copyOf(zones);
    if (zones.isEmpty()) {
      throw new IllegalArgumentException("an owner of nodes serves at least one zone");
    }
  }
}
