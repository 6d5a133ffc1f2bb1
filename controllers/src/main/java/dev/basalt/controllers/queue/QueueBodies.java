package dev.basalt.controllers.queue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.cluster.http.Json;

/** The objects and patches that queues are written by, and where they go. */
final class QueueBodies {
  static final String COLLECTION = "/apis/scheduling.volcano.sh/v1beta1/queues";

  private QueueBodies() {}

  static String path(String queue) {
    return COLLECTION + "/" + queue;
  }

  static String status(String queue) {
    return path(queue) + "/status";
  }

  /** A queue that every cluster has; from root nobody takes anything back. */
  static ObjectNode standard(String name) {
    ObjectNode queue =
        Json.object().put("apiVersion", "scheduling.volcano.sh/v1beta1").put("kind", "Queue");
    queue.putObject("metadata").put("name", name);
    queue
        .putObject("spec")
        .put("weight", 1)
        .put("reclaimable", !name.equals(VolcanoNames.ROOT_QUEUE));
    return queue;
  }

  /**
   * The mark, or that there is none.
   *
   * @param version of the object that this was decided on
   */
  static ObjectNode mark(QueueRecord queue, String version, boolean closedByParent) {
    ObjectNode patch = Json.object();
    decidedOn(patch, queue, version)
        .putObject("annotations")
        .put(VolcanoNames.CLOSED_BY_PARENT, closedByParent ? "true" : null);
    return patch;
  }

  /**
   * The patch of a status. A state is written only over the object that it was decided on; counts
   * may come a moment late, and are not worth a conflict with whoever else writes.
   */
  static ObjectNode patch(QueueRecord queue, String version, ObjectNode status) {
    ObjectNode patch = Json.object();
    if (status.has("state")) {
      decidedOn(patch, queue, version);
    } else {
      patch.putObject("metadata").put("uid", queue.uid());
    }
    patch.set("status", status);
    return patch;
  }

  private static ObjectNode decidedOn(ObjectNode patch, QueueRecord queue, String version) {
    return patch.putObject("metadata").put("uid", queue.uid()).put("resourceVersion", version);
  }

  /** State and counts, as far as they are not as they should be; empty if they are. */
  static ObjectNode status(QueueRecord queue, QueueState state, Counts counts) {
    ObjectNode status = Json.object();
    if (state != queue.state()) {
      status.put("state", word(state));
    }
    Counts there = queue.counts();
    put(status, "pending", there.pending(), counts.pending());
    put(status, "inqueue", there.inqueue(), counts.inqueue());
    put(status, "running", there.running(), counts.running());
    put(status, "unknown", there.unknown(), counts.unknown());
    put(status, "completed", there.completed(), counts.completed());
    return status;
  }

  static String word(QueueState state) {
    return switch (state) {
      case OPEN -> "Open";
      case CLOSED -> "Closed";
      case CLOSING -> "Closing";
      case UNKNOWN -> "Unknown";
    };
  }

  private static void put(ObjectNode status, String field, int before, int now) {
    if (before != now) {
      status.put(field, now);
    }
  }
}
