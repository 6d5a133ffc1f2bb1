package dev.basalt.core.model;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue in the engine, with the sums that shares are computed from, kept up to date by {@link
 * ClusterState}. A queue that jobs name but that does not exist is here too, without a spec.
 */
public final class Queue {
  private final int id;
  private final String name;

  @Nullable QueueSpec spec;
  final List<Job> jobs = new ArrayList<>();
  private final ResourceVector allocated = new ResourceVector();
  private final ResourceVector requested = new ResourceVector();
  final ResourceVector withheld = new ResourceVector();
  private final ResourceVector inqueue = new ResourceVector();
  private final ResourceVector releasing = new ResourceVector();
  private final ResourceVector promised = new ResourceVector();
  private final StatusCounts counts = new StatusCounts();

  /** Where the jobs of other schedulers' zones are kept: no queue, as it counts for nothing. */
  static Queue nowhere() {
    return new Queue(-1, "");
  }

  Queue(int id, String name) {
    this.id = id;
    this.name = name;
  }

  boolean isNowhere() {
    return id < 0;
  }

  /** Whether it sends its jobs to a zone. */
  boolean zoned() {
    return spec != null && spec.zone() != null;
  }

  /** Dense, from 0; never used again for another name. */
  public int id() {
    return id;
  }

  public String name() {
    return name;
  }

  /** The object, null if there is none of that name. */
  public @Nullable QueueSpec spec() {
    return spec;
  }

  /** Whether it exists, is valid, and so may start jobs. */
  public boolean usable() {
    return spec != null && spec.problem() == null;
  }

  /** Its jobs, in no particular order; not to be changed. */
  public List<Job> jobs() {
    return jobs;
  }

  /** Where its tasks stand. */
  public StatusCounts counts() {
    return counts;
  }

  /** What its tasks hold: placed, bound, running or still releasing. */
  public ResourceVector allocated() {
    return allocated;
  }

  /** The part of {@link #allocated} that is on its way out. */
  public ResourceVector releasing() {
    return releasing;
  }

  /** What its tasks were promised of room that is still being released; they do not hold it yet. */
  public ResourceVector promised() {
    return promised;
  }

  /** What its tasks hold plus what its pending tasks ask for. */
  public ResourceVector requested() {
    return requested;
  }

  /**
   * What of {@link #requested} its tasks may come to hold, as the session began: without what the
   * quotas of their namespaces leave nothing for.
   */
  public long attainable(int dimension) {
    return requested.get(dimension) - withheld.get(dimension);
  }

  /** What admitted groups may still claim of their minResources beyond what their tasks hold. */
  public ResourceVector inqueue() {
    return inqueue;
  }

  @Override
  public String toString() {
    return name;
  }
}
