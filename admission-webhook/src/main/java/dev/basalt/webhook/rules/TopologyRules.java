package dev.basalt.webhook.rules;

import dev.basalt.api.scheduling.NetworkTopology;
import org.jspecify.annotations.Nullable;

/** What a network topology must be like. */
final class TopologyRules {
  private TopologyRules() {}

  static void check(String path, @Nullable NetworkTopology topology, Violations violations) {
    if (topology != null
        && topology.highestTierAllowed() != null
        && !Given.text(topology.highestTierName()).isEmpty()) {
      violations.add(
          path
              + ": must not specify 'highestTierAllowed' and 'highestTierName' in networkTopology"
              + " simultaneously");
    }
  }
}
