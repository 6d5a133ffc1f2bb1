package dev.basalt.controllers.queue;

import dev.basalt.api.bus.Command;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/**
 * A command, as far as the controllers of queues and of garbage read it.
 *
 * @param queue the queue that it is about, null if it is about something else
 * @param queueUid that queue's UID, empty if the command does not say
 * @param taken whether some controller takes it, be its target there or not
 */
public record QueueCommand(
    ObjectKey key,
    String uid,
    String action,
    @Nullable ObjectKey queue,
    String queueUid,
    boolean taken,
    long createdMillis) {

  static QueueCommand read(Command command) {
    OwnerReference target = command.getTarget();
    String queue = "";
    String queueUid = "";
    if (target != null && "Queue".equals(target.getKind()) && target.getName() != null) {
      queue = target.getName();
      queueUid = target.getUid() == null ? "" : target.getUid();
    }
    return new QueueCommand(
        ObjectKey.of(command),
        command.getMetadata().getUid(),
        command.getAction() == null ? "" : command.getAction(),
        queue.isEmpty() ? null : new ObjectKey("", queue),
        queueUid,
        !queue.isEmpty() || (target != null && Metadata.isJob(target)),
        Metadata.millis(command.getMetadata().getCreationTimestamp()));
  }
}
