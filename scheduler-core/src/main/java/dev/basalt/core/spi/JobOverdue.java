package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/**
 * Says whether a job has waited so long that room is to be kept for it as it comes free, even where
 * nothing tells when there will be enough. Must not change anything. One plugin that says so is
 * enough.
 */
@FunctionalInterface
public interface JobOverdue {
  boolean overdue(Job job, SessionView session);
}
