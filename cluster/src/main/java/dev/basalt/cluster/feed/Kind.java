package dev.basalt.cluster.feed;

/** The kinds of objects that a feed watches. */
public enum Kind {
  QUEUE,
  POD_GROUP,
  PRIORITY_CLASS,
  NAMESPACE,
  NODE,
  POD,
  RESOURCE_QUOTA,
  DISRUPTION_BUDGET,
  CLAIM,
  VOLUME,
  STORAGE_CLASS,
  ATTACH_LIMITS,
  NODE_ZONE
}
