package dev.basalt.plugins.drf;

import dev.basalt.core.model.Job;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.resource.Request;
import dev.basalt.core.resource.ResourceVector;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Argument;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dominant resource fairness: of jobs, and, with {@code enableHierarchy}, of queues in a tree.
 *
 * <pre>share(job) = max over d of allocated(job, d) / total(d)</pre>
 *
 * <p>The job of the lower share goes first (Ghodsi et al., NSDI 2011). A gang that is half-started
 * goes before all others: by its share alone a fresh job would take the room that it lacks.
 */
public final class DrfPlugin implements Plugin, AllocationListener {
  private static final Argument HIERARCHY =
      new Argument("enableHierarchy", "false", "hdrf: queues share in a tree");

  /** Shares that differ by less are equal, as in Volcano. */
  private static final double EQUAL = 1e-6;

  private final boolean hierarchical;
  private final Hierarchy hierarchy = new Hierarchy();
  private ResourceVector total = new ResourceVector();
  private int dimensions;

  /** Makes the plugin {@code drf}. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "drf";
    }

    @Override
    public List<Argument> arguments() {
      return List.of(HIERARCHY);
    }

    @Override
    public DrfPlugin create(Arguments arguments) {
      return new DrfPlugin(arguments.flag(HIERARCHY));
    }
  }

  private DrfPlugin(boolean hierarchical) {
    this.hierarchical = hierarchical;
  }

  @Override
  public void register(Hooks hooks) {
    hooks.jobOrder(this::compare);
    hooks.preemptable(this::preemptable);
    if (hierarchical) {
      hooks.queueOrder(hierarchy::compare);
      hooks.reclaimable(hierarchy::reclaimable);
      hooks.jobValid(job -> hierarchy.problem(job.queue()));
      hooks.allocation(this);
    }
  }

  @Override
  public void sessionOpened(SessionView session) {
    total = session.nodes().total();
    dimensions = session.schema().size();
    if (hierarchical) {
      hierarchy.open(session);
    }
  }

  @Override
  public void allocated(Task task) {
    hierarchy.changed();
  }

  @Override
  public void deallocated(Task task) {
    hierarchy.changed();
  }

  private int compare(Job first, Job second) {
    boolean halfStarted = first.halfStarted() || first.partlyBound();
    if (halfStarted != (second.halfStarted() || second.partlyBound())) {
      return halfStarted ? -1 : 1;
    }
    return Double.compare(share(first), share(second));
  }

  private double share(Job job) {
    double share = 0;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      share = Math.max(share, part(job.allocated().get(dimension), dimension));
    }
    return share;
  }

  /**
   * The candidates whose jobs, without them, hold no less than the preemptor's job with its task:
   * jobs are brought closer to each other, never past each other.
   */
  private List<Task> preemptable(Task preemptor, List<Task> candidates) {
    List<Task> victims = new ArrayList<>();
    Job own = preemptor.job();
    if (own == null) {
      return victims;
    }
    long[] after = staying(own);
    add(after, preemptor.request(), 1);
    double share = share(after);
    Map<Job, long[]> left = new HashMap<>();
    for (Task candidate : candidates) {
      Job job = candidate.job();
      if (job == null || job == own) {
        continue;
      }
      long[] amounts = left.computeIfAbsent(job, this::staying);
      add(amounts, candidate.request(), -1);
      double other = share(amounts);
      if (share < other || Math.abs(share - other) <= EQUAL) {
        victims.add(candidate);
      } else {
        add(amounts, candidate.request(), 1);
      }
    }
    return victims;
  }

  /** What a job holds without what is on its way out, and with what it was promised. */
  private long[] staying(Job job) {
    long[] amounts = new long[dimensions];
    for (int dimension = 0; dimension < dimensions; dimension++) {
      amounts[dimension] = job.allocated().get(dimension);
    }
    boolean leaving = job.counts().of(TaskStatus.RELEASING) > 0;
    if (leaving || job.nominated()) {
      for (Task task : job.tasks()) {
        if (task.status() == TaskStatus.RELEASING) {
          add(amounts, task.request(), -1);
        } else if (task.status() == TaskStatus.PIPELINED) {
          add(amounts, task.request(), 1);
        }
      }
    }
    return amounts;
  }

  private static void add(long[] amounts, Request request, int sign) {
    for (int i = 0; i < request.size(); i++) {
      amounts[request.dimension(i)] += sign * request.amount(i);
    }
  }

  private double share(long[] amounts) {
    double share = 0;
    for (int dimension = 0; dimension < dimensions; dimension++) {
      share = Math.max(share, part(amounts[dimension], dimension));
    }
    return share;
  }

  private double part(long amount, int dimension) {
    long all = total.get(dimension);
    return all <= 0 ? 0 : (double) amount / all;
  }
}
