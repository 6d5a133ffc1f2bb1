package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/**
 * Votes on letting a pending job in. Must not change anything. Votes are combined by tiers, see
 * {@link Vote}.
 */
@FunctionalInterface
public interface JobEnqueueable {
  /** The plugin's vote; a rejection says why. */
  Admission vote(Job job);
}
