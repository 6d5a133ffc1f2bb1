package dev.basalt.core.port;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.resource.ResourceList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something the engine says about an object; only changes are said. */
public sealed interface StatusUpdate {

  /**
   * The status of a PodGroup.
   *
   * @param uid the PodGroup's UID
   * @param phase its phase now
   * @param running pods running
   * @param succeeded pods succeeded
   * @param failed pods failed
   * @param condition what it waits for or that it is scheduled, null if nothing is to be said
   */
  record GroupStatus(
      String uid,
      String namespace,
      String name,
      GroupPhase phase,
      int running,
      int succeeded,
      int failed,
      @Nullable GroupCondition condition)
      implements StatusUpdate {}

  /**
   * A PodGroup's condition.
   *
   * @param scheduled type Scheduled if true, else type Unschedulable
   * @param reason machine-readable, such as {@code NotEnoughResources}
   * @param message for people, with numbers
   * @param session the session that came to it
   */
  record GroupCondition(boolean scheduled, String reason, String message, String session) {}

  /**
   * An event to record on a PodGroup.
   *
   * @param warning Warning if true, else Normal
   */
  record GroupEvent(
      String uid, String namespace, String name, boolean warning, String reason, String message)
      implements StatusUpdate {}

  /** What a queue's pods hold. */
  record QueueStatus(String uid, String name, ResourceList allocated) implements StatusUpdate {}

  /**
   * What a zone has and holds.
   *
   * @param nodes nodes that this scheduler uses
   * @param capacity what these have
   * @param used what pods hold of it
   * @param owner who uses the zone, empty for the scheduler of all zones
   * @param conflicts what is wrong with its object; nodes that another scheduler keeps, as {@code
   *     node: owner}, or that several zones match
   */
  record NodeZoneStatus(
      String uid,
      String name,
      int nodes,
      ResourceList capacity,
      ResourceList used,
      String owner,
      List<String> conflicts)
      implements StatusUpdate {
    public NodeZoneStatus {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * A queue or another object that is left aside because it is invalid, or is valid again.
   *
   * @param kind the object's kind
   * @param problem field, what is wrong and the remedy; null when it is valid again
   */
  record ObjectProblem(
      String kind, String uid, @Nullable String namespace, String name, @Nullable String problem)
      implements StatusUpdate {}

  /**
   * Why a pod waits, for its condition PodScheduled=False.
   *
   * @param reason {@code Unschedulable} only where more nodes would help
   * @param alone whether it has no PodGroup that says the same: then there is an event on the pod
   */
  record PodWaiting(
      String podUid, String namespace, String podName, String reason, String message, boolean alone)
      implements StatusUpdate {}
}
