package dev.basalt.sim.cluster;

import java.time.Duration;
import java.util.Set;

/**
 * How the provisioner of a storage class works.
 *
 * @param delay from the choice of a node, or the claim's creation, to the volume
 * @param failsOn nodes for which it cannot make volumes: it says so by taking its choice back
 * @param stuck whether it never ends
 * @param topologyKey label of nodes whose value a volume's nodes must share; empty: volumes are
 *     reached from everywhere
 */
public record Provisioning(Duration delay, Set<String> failsOn, boolean stuck, String topologyKey) {
  /** Two seconds, and volumes that are reached from everywhere. */
  public static final Provisioning STANDARD =
      new Provisioning(Duration.ofSeconds(2), Set.of(), false, "");

  public Provisioning {
    failsOn = Set.copyOf(failsOn);
  }
}
