package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/**
 * Says whether a job lacks pods that it needs. Must not change anything. All plugins of the first
 * tier that has any must agree.
 */
@FunctionalInterface
public interface JobStarving {
  /** Whether the job needs more than it has. */
  boolean starving(Job job);
}
