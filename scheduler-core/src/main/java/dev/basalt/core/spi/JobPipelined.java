package dev.basalt.core.spi;

import dev.basalt.core.model.Job;

/**
 * Says whether a job may keep what it was promised of room still being released. Must not change
 * anything. Votes are combined by tiers, see {@link Vote}.
 */
@FunctionalInterface
public interface JobPipelined {
  /** The plugin's vote. */
  Vote vote(Job job);
}
