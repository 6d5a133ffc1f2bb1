package dev.basalt.core.event;

import java.util.Set;

/**
 * What is said of a zone, as far as scheduling reads it.
 *
 * @param name the zone
 * @param uid the object's UID
 * @param reserved whether nobody but those named may use the zone
 * @param queues queues whose jobs may
 * @param priorityClasses priority classes of PodGroups that may
 */
public record NodeZoneSpec(
    String name, String uid, boolean reserved, Set<String> queues, Set<String> priorityClasses) {

  public NodeZoneSpec {
    queues = Set.copyOf(queues);
    priorityClasses = Set.copyOf(priorityClasses);
  }

  /** A zone that anybody may use. */
  public static NodeZoneSpec open(String name, String uid) {
    return new NodeZoneSpec(name, uid, false, Set.of(), Set.of());
  }

  /** Whether two say the same about who may use the zone. */
  public boolean sameReservation(NodeZoneSpec other) {
    return reserved == other.reserved
        && queues.equals(other.queues)
        && priorityClasses.equals(other.priorityClasses);
  }
}
