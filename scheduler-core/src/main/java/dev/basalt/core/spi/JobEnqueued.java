package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/** Is told that a job was let in, in the order in which jobs were. */
@FunctionalInterface
public interface JobEnqueued {
  /** Takes note of an admitted job. */
  void enqueued(Job job);
}
