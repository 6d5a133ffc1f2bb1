package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/**
 * Says whether what is placed of a job may be bound. Called after each placement; must not change
 * anything. All plugins must agree.
 */
@FunctionalInterface
public interface JobReady {
  /** Whether the job may start with what is placed. */
  boolean ready(Job job);
}
