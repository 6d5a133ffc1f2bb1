package dev.basalt.core.spi;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * Holds jobs back for what the pods of their namespace hold or may still take of its quotas. A job
 * held back is set aside until the pods hold less, a native quota has more room or the namespace's
 * object changes, and not tried before: a limit must depend on nothing else. Must not change
 * anything.
 */
public interface NamespaceLimit {
  /**
   * Null if a job may be let in and tried, else why it waits. Asked once by each action that looks
   * at the job; may let pass what the check of its tasks will stop.
   */
  @Nullable Wait check(Job job);

  /** Null if one more task may be placed, else why it waits. Asked before each placement. */
  @Nullable Wait check(Task task);
}
