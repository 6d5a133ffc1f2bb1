package dev.basalt.core.model;

import dev.basalt.core.event.SubGroupPolicy;

/** Pods of a gang that start together within it, see {@link SubGroupPolicy}. */
public final class SubGroup implements Together {
  private final Job job;
  private final SubGroupPolicy policy;
  private final String values;
  private final StatusCounts counts = new StatusCounts();
  boolean started;
  long incompleteSinceNanos = Long.MIN_VALUE;

  SubGroup(Job job, SubGroupPolicy policy, String values) {
    this.job = job;
    this.policy = policy;
    this.values = values;
  }

  public SubGroupPolicy policy() {
    return policy;
  }

  @Override
  public Job job() {
    return job;
  }

  /** The policy's name, and the values that tell it from the others of the policy. */
  public String name() {
    return values.isEmpty() ? policy.name() : policy.name() + "[" + values + "]";
  }

  boolean is(SubGroupPolicy ofPolicy, String withValues) {
    return policy.equals(ofPolicy) && values.equals(withValues);
  }

  @Override
  public StatusCounts counts() {
    return counts;
  }

  @Override
  public int minimum() {
    return policy.size();
  }

  @Override
  public boolean started() {
    return started;
  }

  @Override
  public boolean includes(Task task) {
    return task.subGroup() == this;
  }

  @Override
  public long incompleteSinceNanos() {
    return incompleteSinceNanos;
  }

  /** Whether so many of its tasks are placed that it starts, or none that would be torn by it. */
  public boolean whole() {
    return started || counts.ready() == 0 || counts.ready() >= policy.size();
  }

  /** Whether it has what it needs to start. */
  public boolean formed() {
    return started || counts.ready() >= policy.size();
  }

  /** The same with tasks that were promised room. */
  public boolean formedWithPromised() {
    return started || counts.ready() + counts.of(TaskStatus.PIPELINED) >= policy.size();
  }

  /** Whether tasks of it are bound or about to be although it never had all that it needs. */
  public boolean halfStarted() {
    return !formed() && onNodes(counts) > 0;
  }

  /** Tasks that a commit has sent to a node and that have not ended, leaving ones not counted. */
  static int onNodes(StatusCounts counts) {
    return counts.of(TaskStatus.BINDING)
        + counts.of(TaskStatus.BOUND)
        + counts.of(TaskStatus.RUNNING)
        + counts.of(TaskStatus.UNKNOWN);
  }

  @Override
  public String toString() {
    return job.key() + " " + name();
  }
}
