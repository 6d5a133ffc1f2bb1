package dev.basalt.core.zone;

import org.jspecify.annotations.Nullable;

/**
 * A node as the rules of {@link NodeOwnership} know it: how far it is ours, and what is awaited.
 */
final class OwnedNode {
  enum Phase {
    /** Not of our zones, and not ours: nothing to do. */
    IDLE,
    /** Of our zones, and not ours. */
    WANTED,
    /** Ours; what is bound there is to be read. */
    CLAIMED,
    /** The engine was told. */
    GRANTED,
    /** The engine uses it. */
    OPEN,
    /** To be given back, once the engine has no binding under way. */
    DRAINING,
    /** To be given back now. */
    RELEASING
  }

  final String name;
  final String uid;
  String zone;
  @Nullable String owner;
  Phase phase = Phase.IDLE;

  /** The version that was read for the next write, null where it is to be read. */
  @Nullable String version;

  /** The request under way, 0 for none. */
  long ticket;

  long notBeforeNanos = Long.MIN_VALUE;
  long wantedSinceNanos;

  /** Whether our name was on it already when it was read for the claim. */
  boolean wasOurs;

  /** Whether a watch said that it is not ours, though it is: by an old version, or as it is. */
  boolean inDoubt;

  OwnedNode(String name, String uid, String zone) {
    this.name = name;
    this.uid = uid;
    this.zone = zone;
  }

  void enter(Phase next) {
    phase = next;
    ticket = 0;
    version = null;
    inDoubt &= next == Phase.GRANTED || next == Phase.OPEN || next == Phase.CLAIMED;
  }
}
