package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;

/**
 * One object as the API server holds it.
 *
 * @param kind its kind
 * @param key unique within the kind at any time
 * @param uid unique for ever
 * @param revision the write that brought it to this state; grows with every write to the server
 * @param changed what a watcher is told about it
 * @param gone what a watcher is told once it is no more
 */
record StoredObject(
    ObjectKind kind,
    String key,
    String uid,
    long revision,
    ClusterEvent changed,
    ClusterEvent gone) {}
