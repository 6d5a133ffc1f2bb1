package dev.basalt.core.session;

import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.spi.SessionView;
import dev.basalt.core.spi.TargetExclusion;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

/**
 * One round of decisions on a state that nothing else changes meanwhile: the engine takes events in
 * only between sessions, which makes the state a consistent snapshot without a copy.
 */
public final class Session implements SessionView {
  private final String id;
  private final ClusterState state;
  private final Policy policy;
  private final NodeChooser chooser;
  private final Outbox outbox;
  private final Clock clock;
  private final long budgetNanos;
  private final long nowNanos;
  private final long nowMillis;
  private final List<Task> promises = new ArrayList<>();
  private long wakeNanos = Long.MAX_VALUE;
  private int bindings;
  private int evictions;

  /** Where decisions leave a session. */
  public interface Outbox {
    void bind(Binding binding);

    void evict(Eviction eviction);
  }

  Session(
      String id,
      ClusterState state,
      Policy policy,
      NodeChooser chooser,
      Outbox outbox,
      Clock clock,
      long budgetNanos) {
    this.id = id;
    this.state = state;
    this.policy = policy;
    this.chooser = chooser;
    this.outbox = outbox;
    this.clock = clock;
    this.budgetNanos = budgetNanos;
    this.nowNanos = clock.nanos();
    this.nowMillis = clock.epochMillis();
  }

  void open() {
    excludeBusyNodes();
    policy.plugins().forEach(plugin -> plugin.sessionOpened(this));
  }

  void close() {
    promises.reversed().forEach(state::unplace);
    promises.clear();
    policy.plugins().forEach(plugin -> plugin.sessionClosed(this));
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public long nowMillis() {
    return nowMillis;
  }

  @Override
  public NodeTable nodes() {
    return state.nodes();
  }

  @Override
  public List<Queue> queues() {
    return state.queues();
  }

  @Override
  public Collection<Job> jobs() {
    return state.jobs().all();
  }

  public ClusterState state() {
    return state;
  }

  public Policy policy() {
    return policy;
  }

  /** Whether the session has used up its time: stop at the next safe point, the rest comes next. */
  public boolean budgetSpent() {
    return clock.nanos() - nowNanos > budgetNanos;
  }

  /** An empty statement. */
  public Statement statement() {
    return new Statement(this, state, policy.hooks().listeners);
  }

  /**
   * The best node for a task now, {@link Task#NO_NODE} if none takes it.
   *
   * @param overridesExclusion whether nodes with bindings in flight may be chosen too
   */
  public int bestNode(Task task, boolean overridesExclusion) {
    return chooser.best(task.podClass(), overridesExclusion);
  }

  /** Whether nodes are left out of this session for their bindings in flight. */
  public boolean excludesNodes() {
    return chooser.excludesAny();
  }

  /** Whether a job has waited long enough to be placed on nodes with bindings in flight. */
  public boolean overridesExclusion(Job job) {
    TargetExclusion exclusion = policy.exclusion();
    return exclusion == null
        || (job.excludedSinceNanos() != Long.MIN_VALUE
            && nowNanos - job.excludedSinceNanos() >= exclusion.patienceNanos());
  }

  /** Notes that a job waits for bindings in flight, and sees to it that it does not for long. */
  public void waitForExclusion(Job job) {
    TargetExclusion exclusion = policy.exclusion();
    if (exclusion != null) {
      if (job.excludedSinceNanos() == Long.MIN_VALUE) {
        state.excludedSince(job, nowNanos);
      }
      wakeAt(job.excludedSinceNanos() + exclusion.patienceNanos());
    }
  }

  /** Explains why tasks of a class have no node now. */
  public Explanation explain(Task task) {
    return Explanation.of(task.podClass(), nodes(), policy.hooks());
  }

  /** Asks for another session at a time, even if nothing happens. */
  public void wakeAt(long nanos) {
    wakeNanos = Math.min(wakeNanos, nanos);
  }

  /** When another session is asked for, {@link Long#MAX_VALUE} if none is. */
  public long wakeNanos() {
    return wakeNanos;
  }

  /** Bindings sent so far. */
  public int bindings() {
    return bindings;
  }

  /** Evictions sent so far. */
  public int evictions() {
    return evictions;
  }

  void send(Binding binding) {
    bindings++;
    outbox.bind(binding);
  }

  void send(Eviction eviction) {
    evictions++;
    outbox.evict(eviction);
  }

  void promised(Task task) {
    promises.add(task);
  }

  private void excludeBusyNodes() {
    TargetExclusion exclusion = policy.exclusion();
    BitSet busy = nodes().busy();
    BitSet excluded = new BitSet(busy.length());
    for (int node = busy.nextSetBit(0); node >= 0; node = busy.nextSetBit(node + 1)) {
      if (exclusion != null && exclusion.excludes(nodes(), node, nowNanos)) {
        excluded.set(node);
      }
    }
    chooser.exclude(excluded);
  }
}
