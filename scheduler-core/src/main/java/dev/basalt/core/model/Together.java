package dev.basalt.core.model;

/** Tasks of one job that start together: all that the job needs, or one of its sub-groups. */
public sealed interface Together permits Job, SubGroup {
  Job job();

  StatusCounts counts();

  /** How many tasks it needs to start. */
  int minimum();

  /** Whether it reached its minimum once. */
  boolean started();

  /** Whether a task of the job is one of them. */
  boolean includes(Task task);

  /** Since when it is part-bound; {@link Long#MIN_VALUE}: it is not. */
  long incompleteSinceNanos();
}
