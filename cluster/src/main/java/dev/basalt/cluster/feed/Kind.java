package dev.basalt.cluster.feed;

/** The kinds of objects that a feed watches. */
public enum Kind {
  QUEUE,
  POD_GROUP,
  PRIORITY_CLASS,
  NAMESPACE,
  NODE,
  POD,
  NODE_ZONE
}
