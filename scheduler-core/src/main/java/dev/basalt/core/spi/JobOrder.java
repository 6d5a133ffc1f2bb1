package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/**
 * Says which of two jobs of one queue is tried first. Called on the engine's thread while a session
 * runs; must not change anything. The first plugin that does not answer 0 decides; ties go to the
 * older job, then to the lower UID.
 */
@FunctionalInterface
public interface JobOrder {
  /** Below 0 if the first job comes first, above 0 if the second does, 0 to abstain. */
  int compare(Job first, Job second);
}
