package dev.basalt.core.action;

import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.Session;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be said against a task before any node is looked at. */
final class TaskChecks {
  private final Session session;

  TaskChecks(Session session) {
    this.session = session;
  }

  /** Null if the task may be placed now, else why it waits. */
  @Nullable Wait check(Task task) {
    if (task.pod().problem() != null) {
      return new Wait(WaitReason.MISCONFIGURED, task + ": " + task.pod().problem());
    }
    String zone = task.pod().shape().zone();
    if (zone != null && !zone.equals(task.podClass().shape().zone())) {
      return new Wait(
          WaitReason.MISCONFIGURED,
          "%s asks for zone %s, but its job for zone %s: correct or remove its annotation basalt.dev/zone"
              .formatted(task, zone, task.podClass().shape().zone()));
    }
    List<String> unsupported = task.podClass().shape().unsupported();
    if (!unsupported.isEmpty()) {
      return new Wait(
          WaitReason.UNSUPPORTED,
          task
              + ": "
              + String.join(", ", unsupported)
              + ": not supported yet; remove it to be scheduled");
    }
    if (task.pod().gated()) {
      return new Wait(WaitReason.GATED, task + " is held back by its scheduling gates");
    }
    if (task.notBeforeNanos() > session.nowNanos()) {
      session.wakeAt(task.notBeforeNanos());
      return new Wait(WaitReason.BACK_OFF, task + ": its binding was refused; it is tried again");
    }
    return session.policy().unready(task);
  }
}
