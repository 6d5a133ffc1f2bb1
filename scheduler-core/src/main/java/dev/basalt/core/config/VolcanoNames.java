package dev.basalt.core.config;

import java.util.List;

/** Names that Volcano has and that we accept without effect until we have them too. */
public final class VolcanoNames {
  /** Actions that run here. */
  public static final List<String> ACTIONS =
      List.of("enqueue", "allocate", "preempt", "reclaim", "backfill");

  static final List<String> MISSING_ACTIONS = List.of("gangpreempt", "gangreclaim", "shuffle");

  /** Plugins of Volcano that have no counterpart here yet. */
  public static final List<String> MISSING_PLUGINS =
      List.of(
          "deviceshare",
          "extender",
          "network-topology-aware",
          "nodegroup",
          "numa-aware",
          "rescheduling",
          "resource-strategy-fit",
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
