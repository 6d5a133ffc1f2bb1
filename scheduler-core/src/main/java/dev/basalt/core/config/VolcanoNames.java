package dev.basalt.core.config;

import java.util.List;

/** Names that Volcano has and that we accept without effect until we have them too. */
public final class VolcanoNames {
  /** Actions that run here. */
  public static final List<String> ACTIONS =
      List.of("enqueue", "allocate", "preempt", "reclaim", "backfill");

  /** Those of them that evict pods. */
  static final List<String> EVICTING_ACTIONS = List.of("preempt", "reclaim");

  static final List<String> MISSING_ACTIONS = List.of("gangpreempt", "gangreclaim", "shuffle");

  /** Plugins of Volcano that have no counterpart here yet. */
  public static final List<String> MISSING_PLUGINS =
      List.of(
          "capacity",
          "cdp",
          "deviceshare",
          "drf",
          "extender",
          "network-topology-aware",
          "nodegroup",
          "numa-aware",
          "pdb",
          "rescheduling",
          "resource-strategy-fit",
          "resourcequota",
          "task-topology",
          "tdm",
          "usage");

  /** Switches of hooks that only plugins and actions we do not have yet use. */
  static final List<String> MISSING_SWITCHES =
      List.of(
          "enableHierarchy",
          "enabledClusterOrder",
          "enableBestNode",
          "enableTargetJob",
          "enableReservedNodes",
          "enabledVictim",
          "enabledHyperNodeOrder",
          "enabledSubJobReady",
          "enabledSubJobPipelined",
          "enabledSubJobOrder",
          "enabledHyperNodeGradient");

  private VolcanoNames() {}
}
