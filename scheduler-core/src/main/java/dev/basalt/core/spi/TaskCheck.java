package dev.basalt.core.spi;

import dev.basalt.core.model.Task;
import dev.basalt.core.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * Says what speaks against a task before any node is looked at. Asked before each placement; must
 * not change anything. What it reads must move the state's epoch when it changes, or the task is
 * not looked at again.
 */
@FunctionalInterface
public interface TaskCheck {
  /** Null if nothing does, else why the task waits. */
  @Nullable Wait check(Task task);
}
