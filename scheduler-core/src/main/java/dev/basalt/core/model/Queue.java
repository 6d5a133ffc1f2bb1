package dev.basalt.core.model;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceVector;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queue in the engine, with the sums that shares are computed from, kept up to date by {@link
 * ClusterState}. Its sums are those of its own tasks and of all queues below it; its jobs and the
 * counts of their tasks are its own. A queue that jobs name but that does not exist is here too,
 * without a spec.
 */
public final class Queue {
  /**
   * What decides whether jobs of a queue are tried.
   *
   * @param barred why none is, null if they are
   * @param regulated whether they may have to wait for other jobs of the queue, or of one above
   * @param restricted whether it, or one above, takes jobs of some namespaces only
   */
  record Standing(@Nullable Wait barred, boolean regulated, boolean restricted) {}

  private final int id;
  private final String name;

  @Nullable QueueSpec spec;
  @Nullable Queue parent;
  final List<Queue> children = new ArrayList<>();
  private final List<Queue> childrenToRead = Collections.unmodifiableList(children);
  int depth;

  /** Why it cannot stand where its object says. */
  @Nullable String misplaced;

  @Nullable String problem;
  private Standing standing = new Standing(null, false, false);
  final List<Job> jobs = new ArrayList<>();
  final Map<String, QueueUser> users = new LinkedHashMap<>();
  private final ResourceVector allocated = new ResourceVector();
  private final ResourceVector requested = new ResourceVector();
  private final ResourceVector inqueue = new ResourceVector();
  private final ResourceVector releasing = new ResourceVector();
  private final ResourceVector promised = new ResourceVector();
  int runningJobs;
  int pendingPods;

  /** The part of {@link #pendingPods} whose jobs are set aside for other jobs of their queue. */
  int linedPods;

  final ResourceVector withheld = new ResourceVector();

  /** What pending tasks of it ask for that no node could ever give. */
  final ResourceVector vain = new ResourceVector();

  private final StatusCounts counts = new StatusCounts();

  /** The jobs that are set aside for other jobs of the queue. */
  final ParkingLot.Line line = new ParkingLot.Line(this);

  /** The job of a fifo queue that none behind it may pass, null if none is known. */
  @Nullable Job head;

  /** The first in line for which a limit on pods leaves no room, null if none is known. */
  @Nullable Job shortOfPods;

  long shortOfPodsSinceNanos;

  /** Whether the line is longer or has another head than what is said in it. */
  boolean stale;

  long wordedNanos = Long.MIN_VALUE / 2;

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

  /** The queue that it lies in, null at the top. */
  public @Nullable Queue parent() {
    return parent;
  }

  /** The queues that lie in it, the oldest first. */
  public List<Queue> children() {
    return childrenToRead;
  }

  /** How many queues lie around it, 0 at the top. */
  public int depth() {
    return depth;
  }

  /** What is wrong with it or with one above (field and remedy), null if nothing is. */
  public @Nullable String problem() {
    return problem;
  }

  /** Whether it exists and is valid. */
  public boolean usable() {
    return spec != null && problem == null;
  }

  /** Whether jobs of it may be started: it is usable and no other queue lies in it. */
  public boolean takesJobs() {
    return standing.barred == null;
  }

  /** Why no job of it is tried, null if they are. */
  public @Nullable Wait barred() {
    return standing.barred;
  }

  /** Whether jobs of it may have to wait for other jobs of it, or of a queue around it. */
  public boolean regulated() {
    return standing.regulated;
  }

  /** The queue whose list of namespaces forbids a job, null if none does. Cost: the lists. */
  public @Nullable Queue refuses(String namespace) {
    for (Queue queue = standing.restricted ? this : null; queue != null; queue = queue.parent) {
      if (queue.spec != null && !queue.spec.takes(namespace)) {
        return queue;
      }
    }
    return null;
  }

  /** Adds another's sums, or with sign -1 takes them off. */
  void add(Queue other, int sign) {
    allocated.add(other.allocated, sign);
    requested.add(other.requested, sign);
    inqueue.add(other.inqueue, sign);
    releasing.add(other.releasing, sign);
    promised.add(other.promised, sign);
    runningJobs += sign * other.runningJobs;
    pendingPods += sign * other.pendingPods;
    linedPods += sign * other.linedPods;
  }

  Standing standing() {
    return standing;
  }

  void stand(Standing now) {
    standing = now;
  }

  /** Its jobs, in no particular order; not to be changed. */
  public List<Job> jobs() {
    return jobs;
  }

  /** Whoever has jobs in it or had some lately; not to be changed. */
  public Collection<QueueUser> users() {
    return Collections.unmodifiableCollection(users.values());
  }

  /** Where its own tasks stand. */
  public StatusCounts counts() {
    return counts;
  }

  /** Jobs with a task that holds room or was promised some. */
  public int runningJobs() {
    return runningJobs;
  }

  /** Tasks without a node, but for those of jobs that wait in {@link #headOfLine line}. */
  public int consideredPods() {
    return pendingPods - linedPods;
  }

  /** Whether it stands for the whole cluster: it takes no jobs and bounds nothing. */
  public boolean isRoot() {
    return name.equals(QueueTree.ROOT);
  }

  /**
   * The first job of a fifo queue, which could not be placed and still waits; null if none is
   * known.
   */
  public @Nullable Job headOfLine() {
    return head != null && head.queue == this && !head.gone && head.needsDecision() ? head : null;
  }

  /** The first in line for which a limit on pods leaves no room, null if none is known. */
  public @Nullable Job shortOfPods() {
    Job job = shortOfPods;
    return job != null && job.queue == this && !job.gone && job.inLine() ? job : null;
  }

  /** Since when {@link #shortOfPods} is, monotonic nanoseconds. */
  public long shortOfPodsSinceNanos() {
    return shortOfPodsSinceNanos;
  }

  /** How many jobs are set aside for other jobs of the queue. */
  public int inLine() {
    return line.spots.size();
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
   * quotas of their namespaces leave nothing for, and what jobs ask for that found the nodes too
   * small for them even if they were empty.
   */
  public long attainable(int dimension) {
    long attainable = requested.get(dimension) - withheld.get(dimension) - vain.get(dimension);
    return Math.max(allocated.get(dimension), attainable);
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
