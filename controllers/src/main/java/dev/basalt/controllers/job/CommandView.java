package dev.basalt.controllers.job;

import dev.basalt.api.bus.Command;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.controllers.runtime.ObjectKey;
import io.fabric8.kubernetes.api.model.OwnerReference;
import org.jspecify.annotations.Nullable;

/**
 * A command, as far as the job controller reads it.
 *
 * @param key its own name
 * @param uid its UID
 * @param action what is asked for, as it was written
 * @param job the job that it is about, null if it is about something else
 * @param jobUid that job's UID, empty if the command does not say
 * @param createdMillis when it was made
 */
record CommandView(
    ObjectKey key,
    String uid,
    String action,
    @Nullable ObjectKey job,
    String jobUid,
    long createdMillis) {

  static CommandView read(Command command) {
    OwnerReference target = command.getTarget();
    ObjectKey job = null;
    String jobUid = "";
    if (target != null && Metadata.isJob(target)) {
      job = new ObjectKey(command.getMetadata().getNamespace(), target.getName());
      jobUid = target.getUid() == null ? "" : target.getUid();
    }
    return new CommandView(
        ObjectKey.of(command),
        command.getMetadata().getUid(),
        command.getAction() == null ? "" : command.getAction(),
        job,
        jobUid,
        Metadata.millis(command.getMetadata().getCreationTimestamp()));
  }
}
