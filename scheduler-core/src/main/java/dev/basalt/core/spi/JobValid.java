package dev.basalt.core.spi;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a job is worth trying at all. Called once for each job that a session looks at; must
 * not change anything. The first plugin that gives a reason decides.
 */
@FunctionalInterface
public interface JobValid {
  /** Null if the job may be tried, else why it waits. */
  @Nullable Wait check(Job job);
}
