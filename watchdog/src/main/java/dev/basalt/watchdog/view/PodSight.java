package dev.basalt.watchdog.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import org.jspecify.annotations.Nullable;

/**
 * A pod, as far as rules read it.
 *
 * @param uid tells it from another one of its name
 * @param job the Job that it belongs to, by name; empty for none
 * @param group its PodGroup, by name; empty for none
 * @param queue the queue that it names itself; empty for none
 * @param user whose it is, else the namespace
 * @param task its task within its job, empty for none
 * @param scheduler its schedulerName
 * @param controller the kind of the object that controls it, empty for none
 * @param phase what the API server reports
 * @param node where it is, empty while it is nowhere
 * @param deleting whether it is being deleted
 * @param createdMillis when it was made, milliseconds since 1970
 * @param requests what it asks for
 * @param waiting why it is not placed; nothing if nobody has said so, or if it is placed
 * @param ending how it failed; null if it did not
 */
public record PodSight(
    ObjectKey key,
    String uid,
    String job,
    String group,
    String queue,
    String user,
    String task,
    String scheduler,
    String controller,
    PodPhase phase,
    String node,
    boolean deleting,
    long createdMillis,
    ResourceList requests,
    Waiting waiting,
    @Nullable Ending ending) {

  /** Whether it may hold room on its node. */
  public boolean holdsRoom() {
    return !node.isEmpty() && !ended();
  }

  /** Whether it has come to its end. */
  public boolean ended() {
    return phase == PodPhase.SUCCEEDED || phase == PodPhase.FAILED;
  }

  /** Whether it waits for a node. */
  public boolean unplaced() {
    return node.isEmpty() && !ended() && !deleting;
  }

  /** The job, or else the group that it belongs to; null for a pod alone. */
  @Nullable ObjectKey belongsTo() {
    if (!job.isEmpty()) {
      return key(key.namespace(), job);
    }
    return group.isEmpty() ? null : ofGroup(key.namespace(), group);
  }

  private static ObjectKey key(String namespace, String name) {
    return new ObjectKey(namespace, name);
  }

  /** The key of a group among the keys of jobs, which have no slash in their names. */
  static ObjectKey ofGroup(String namespace, String group) {
    return key(namespace, "podgroup/" + group);
  }

  /** The job's name by its label; empty if the pod is no job's. */
  static String job(io.fabric8.kubernetes.api.model.Pod pod) {
    return Metadata.label(pod, VolcanoNames.JOB_NAME).intern();
  }
}
