package dev.basalt.core.event;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a zone, as far as scheduling reads it.
 *
 * @param name the zone
 * @param uid the object's UID
 * @param reserved whether nobody but those named may use the zone
 * @param queues queues whose jobs may
 * @param priorityClasses priority classes of PodGroups that may
 * @param lendTo zones whose jobs may use its room while its own do not need it; empty for none
 * @param noticeNanos how long those keep what they borrowed once it is needed, at least 0
 * @param selector which nodes belong to it, null where their label alone says so
 * @param problem what is wrong with its object ({@code spec.selector...}), null if nothing is
 */
public record NodeZoneSpec(
    String name,
    String uid,
    boolean reserved,
    Set<String> queues,
    Set<String> priorityClasses,
    Set<String> lendTo,
    long noticeNanos,
    @Nullable LabelSelector selector,
    @Nullable String problem) {

  public NodeZoneSpec {
    queues = Set.copyOf(queues);
    priorityClasses = Set.copyOf(priorityClasses);
    lendTo = Set.copyOf(lendTo);
    if (noticeNanos < 0) {
      throw new IllegalArgumentException("notice must be at least 0: " + noticeNanos);
    }
  }

  /** A zone that anybody may use. */
  public static NodeZoneSpec open(String name, String uid) {
    return new NodeZoneSpec(name, uid, false, Set.of(), Set.of(), Set.of(), 0, null, null);
  }

  /** The same zone, that nobody but these may use. */
  public NodeZoneSpec reservedFor(Set<String> someQueues, Set<String> somePriorityClasses) {
    return new NodeZoneSpec(
        name, uid, true, someQueues, somePriorityClasses, lendTo, noticeNanos, selector, problem);
  }

  /** The same zone, that lends its room. */
  public NodeZoneSpec lending(Set<String> zones, long notice) {
    return new NodeZoneSpec(
        name, uid, reserved, queues, priorityClasses, zones, notice, selector, problem);
  }

  /** The same zone, whose nodes are those with such labels. */
  public NodeZoneSpec selecting(LabelSelector nodes, @Nullable String fault) {
    return new NodeZoneSpec(
        name, uid, reserved, queues, priorityClasses, lendTo, noticeNanos, nodes, fault);
  }

  /** Whether it lends room to any zone. */
  public boolean lends() {
    return !lendTo.isEmpty();
  }

  /** Whether two say the same about who may use the zone. */
  public boolean sameUsers(NodeZoneSpec other) {
    return reserved == other.reserved
        && lendTo.equals(other.lendTo)
        && queues.equals(other.queues)
        && priorityClasses.equals(other.priorityClasses);
  }
}
