package dev.basalt.sim.cluster;

/** The kinds a scheduler watches, each over a watch of its own. */
public enum ObjectKind {
  NODE,
  POD,
  POD_GROUP,
  QUEUE,
  PRIORITY_CLASS,
  NAMESPACE,
  RESOURCE_QUOTA,
  DISRUPTION_BUDGET,
  CLAIM,
  VOLUME,
  STORAGE_CLASS,
  ATTACH_LIMITS,
  NODE_ZONE
}
