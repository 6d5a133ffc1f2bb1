package dev.basalt.core.session;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.port.Binding;
import dev.basalt.core.port.Clock;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.EvictionPlan;
import dev.basalt.core.spi.SessionView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One round of decisions on a state that nothing else changes meanwhile: the engine takes events in
 * only between sessions, which makes the state a consistent snapshot without a copy.
 */
public final class Session implements SessionView {
  private static final long POLICY_RETRY_NANOS = 1_000_000_000L;

  /** Explanations that a session makes anew where an older one of the class could do. */
  private static final int FRESH_EXPLANATIONS = 16;

  private final String id;
  private final ClusterState state;
  private final Policy policy;
  private final NodeChooser chooser;
  private final RoomCheck room;
  private final Promises promises;
  private final Reservations reservations;
  private final EvictionSurveys surveys;
  private final Outbox outbox;
  private final ActionBudget budget;
  private final long nowNanos;
  private final long nowMillis;
  private final Statement statement;
  private final GangClaims claims;
  private final BusyNodes busyNodes;
  private long wakeNanos = Long.MAX_VALUE;
  private int freshExplanations;
  private int bindings;
  private int evictions;
  private final List<Job> unplaced = new ArrayList<>();

  /** Where decisions leave a session. */
  public interface Outbox {
    void bind(Binding binding);

    void evict(Eviction eviction);

    /** Pods are placed together, and their bindings are to be sent once their volumes are bound. */
    default void awaitVolumes(List<Task> tasks) {
      throw new IllegalStateException("nobody here binds the volumes of " + tasks);
    }

    /** Room is made for a job; its evictions come on their own. */
    default void planned(EvictionPlan plan) {}

    /** A gang that another scheduler may start too is to be ours before it is. */
    default void claim(PodGroupSpec group) {}

    /** A gang that was claimed is given back. */
    default void unclaim(PodGroupSpec group) {}
  }

  Session(
      String id,
      ClusterState state,
      Policy policy,
      NodeChooser chooser,
      RoomCheck room,
      Promises promises,
      Reservations reservations,
      EvictionSurveys surveys,
      Outbox outbox,
      Clock clock,
      long budgetNanos) {
    this.id = id;
    this.state = state;
    this.policy = policy;
    this.chooser = chooser;
    this.room = room;
    this.promises = promises;
    this.reservations = reservations;
    this.surveys = surveys;
    this.outbox = outbox;
    this.budget = new ActionBudget(clock, budgetNanos);
    this.nowNanos = clock.nanos();
    this.nowMillis = clock.epochMillis();
    this.statement = new Statement(this, state, policy.hooks().listeners);
    this.claims = new GangClaims(this, state, outbox);
    this.busyNodes = new BusyNodes(this, chooser, policy.exclusion());
  }

  void open() {
    busyNodes.exclude();
    wakeAt(state.lending().settle(nowNanos, room::everEnough));
    if (state.wakeParked(nowNanos)) {
      room.wake();
    }
    QueueLines.moveOn(state, policy);
    wakeAt(state.jobs().parked().nextNanos());
    state.settleUsers(nowNanos, nowMillis);
    if (!policy.hooks().limits.isEmpty()) {
      state.withholdDemand();
    }
    policy.plugins().forEach(plugin -> plugin.sessionOpened(this));
    reservations.sessionOpened(this);
  }

  /** What a failure left uncommitted is taken back. */
  void close() {
    statement.discard();
    promises.sessionClosed();
    policy.plugins().forEach(plugin -> plugin.sessionClosed(this));
    state.settleUsers(nowNanos, nowMillis);
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

  @Override
  public long deserved(Queue queue, int dimension) {
    return policy.deserved(queue, dimension);
  }

  public ClusterState state() {
    return state;
  }

  public Policy policy() {
    return policy;
  }

  /**
   * An empty statement; the one before it must be committed or discarded.
   *
   * @throws IllegalStateException if it is not
   */
  public Statement statement() {
    if (statement.size() > 0) {
      throw new IllegalStateException("the last statement was neither committed nor discarded");
    }
    return statement;
  }

  /**
   * The best node for a task now, {@link Task#NO_NODE} if none takes it.
   *
   * @param overridesExclusion whether nodes with bindings in flight may be chosen too
   */
  public int bestNode(Task task, boolean overridesExclusion) {
    int nominated = nominatedNode(task, overridesExclusion);
    return nominated == Task.NO_NODE
        ? chooser.best(task.podClass(), overridesExclusion)
        : nominated;
  }

  /** The node that the pod's status names for it, if it takes the pod. */
  private int nominatedNode(Task task, boolean overridesExclusion) {
    String name = task.pod().nominatedNode();
    int node = name == null ? Task.NO_NODE : nodes().id(name);
    boolean takes =
        node != Task.NO_NODE
            && nodes().fitsIdle(task.request(), node)
            && (overridesExclusion || !chooser.excludes(node))
            && accepts(task.podClass(), node);
    return takes ? node : Task.NO_NODE;
  }

  /** Whether a node rejected for a class may be accepted once more pods are placed elsewhere. */
  public boolean mayAcceptLater(PodClass podClass) {
    return policy.hooks().mayAcceptLater(podClass);
  }

  /**
   * Explains why tasks of a class have no node. All tasks of a class share one explanation as long
   * as no node changes; if nodes do change, a session makes only so many anew, and says the rest
   * with numbers of a moment ago.
   */
  public Explanation explain(Task task) {
    PodClass podClass = task.podClass();
    if (!chooser.explained(podClass)) {
      freshExplanations++;
    }
    return chooser.explain(podClass, freshExplanations > FRESH_EXPLANATIONS);
  }

  /** What each node says to one more pod like a task. Cost: O(nodes). */
  public NodeReport report(Task task) {
    return NodeReport.of(task.podClass(), state.nodes(), policy.hooks());
  }

  /** How many more pods of a class the nodes take. */
  public long slots(PodClass podClass) {
    return chooser.index(podClass, false).slots();
  }

  /** How many of a job's pending pods there is room for, at most. */
  public long fitting(Job job) {
    return room.fitting(job);
  }

  /** Whether there may be room for what a job needs to start; if not, there is no need to try. */
  public boolean enoughRoom(Job job) {
    return room.enough(job);
  }

  /** Whether there is if nothing of the job helps the rest of it. */
  public boolean fits(Job job) {
    return room.fits(job);
  }

  /** The jobs that lack room and should be told anew how much. Asked once in a session. */
  public Collection<Job> withOldWords() {
    return room.withOldWords(nowNanos);
  }

  /** How long an action may take. */
  public ActionBudget budget() {
    return budget;
  }

  /** Nodes that are left out for their bindings in flight. */
  public BusyNodes busyNodes() {
    return busyNodes;
  }

  /** Gangs that other schedulers may start too. */
  public GangClaims claims() {
    return claims;
  }

  /** Room that is kept for jobs that lack it, so that no smaller ones pass them for ever. */
  public Reservations reservations() {
    return reservations;
  }

  /** Whether there may be if nothing else runs. */
  public boolean everEnoughRoom(Job job) {
    return room.everEnough(job);
  }

  /**
   * Sets a job aside until something happens that could help it, or a time comes.
   *
   * @param untilNanos {@link Long#MAX_VALUE} where only an event can help
   */
  public void park(Job job, long untilNanos) {
    unplaced(job);
    state.park(job, untilNanos);
    wakeAt(untilNanos);
  }

  /** The same for a job that lacks nothing but room: only more room wakes it. */
  public void parkForRoom(Job job, long untilNanos) {
    unplaced(job);
    state.parkForRoom(job, untilNanos);
    wakeAt(untilNanos);
  }

  /** Notes that a job did not get what it asked for in this session. */
  public void unplaced(Job job) {
    if (policy.evicts()) {
      unplaced.add(job);
    }
  }

  /** The jobs that did not get what they asked for so far, if anything may be evicted for them. */
  public List<Job> unplaced() {
    return unplaced;
  }

  /**
   * Whether evictions are considered in this session for all jobs that wait, not the fresh ones.
   */
  public boolean looksAtAll() {
    return surveys.due(nowNanos);
  }

  /**
   * The lowest priority of a job of the queue that has pods on nodes, as of a second ago at most;
   * {@link Integer#MAX_VALUE} if there is none.
   */
  public int lowestBoundPriority(Queue queue) {
    return surveys.lowestBoundPriority(queue, nowNanos);
  }

  /** Whether a node is ours to use and every filter accepts it; its room is not looked at. */
  public boolean accepts(PodClass podClass, int node) {
    return nodes().isTarget(node) && policy.hooks().rejection(podClass, node, nodes()) == null;
  }

  /** Tells of a plan that was carried out. */
  public void planned(EvictionPlan plan) {
    outbox.planned(plan);
  }

  /** The same for a job that its namespace holds back: only the namespace wakes it. */
  public void parkForNamespace(Job job, long untilNanos) {
    state.parkForNamespace(job, untilNanos);
    wakeAt(untilNanos);
  }

  /**
   * When a job that a plugin holds back is tried again even if nothing happens: what plugins
   * compute changes with the decisions of each session.
   */
  public long policyRetryNanos() {
    return nowNanos + POLICY_RETRY_NANOS;
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

  void awaitVolumes(List<Task> tasks) {
    outbox.awaitVolumes(tasks);
  }

  void send(Eviction eviction) {
    evictions++;
    outbox.evict(eviction);
  }

  void promised(Task task) {
    promises.add(task);
  }
}
