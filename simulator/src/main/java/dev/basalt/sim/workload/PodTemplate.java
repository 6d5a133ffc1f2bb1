package dev.basalt.sim.workload;

import dev.basalt.core.event.ClaimUse;
import dev.basalt.core.event.HostPort;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.event.Toleration;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What pods are made from. Immutable: each method returns a changed copy. */
public final class PodTemplate {
  /** The scheduler that templates name unless told otherwise. */
  public static final String SCHEDULER = "basalt";

  private PodShape shape;
  private PodRun run = PodRun.SERVICE;
  private String schedulerName = SCHEDULER;
  private int priority;
  private String taskName = "";
  private long gracePeriodMillis;
  private @Nullable String queue;
  private @Nullable String user;
  private boolean replaced;
  private boolean gated;
  private boolean preemptable = true;
  private boolean preempts = true;
  private @Nullable String problem;
  private Map<String, String> labels = Map.of();
  private ResourceList limits = ResourceList.EMPTY;
  private long cooldownMillis;
  private Duration estimate = Duration.ZERO;
  private Duration limit = Duration.ZERO;
  private String madeFrom = "";
  private @Nullable String nominatedNode;

  private PodTemplate(PodShape shape) {
    this.shape = shape;
  }

  private PodTemplate(PodTemplate from) {
    shape = from.shape;
    run = from.run;
    schedulerName = from.schedulerName;
    priority = from.priority;
    taskName = from.taskName;
    gracePeriodMillis = from.gracePeriodMillis;
    queue = from.queue;
    user = from.user;
    replaced = from.replaced;
    gated = from.gated;
    preemptable = from.preemptable;
    preempts = from.preempts;
    problem = from.problem;
    labels = from.labels;
    limits = from.limits;
    cooldownMillis = from.cooldownMillis;
    estimate = from.estimate;
    limit = from.limit;
    madeFrom = from.madeFrom;
    nominatedNode = from.nominatedNode;
  }

  /** A service that asks for these quantities, such as {@code 500m} and {@code 1Gi}. */
  public static PodTemplate of(String cpu, String memory) {
    return of(ResourceList.parse(Map.of("cpu", cpu, "memory", memory)));
  }

  /** A service that asks for these amounts. */
  public static PodTemplate of(ResourceList requests) {
    return new PodTemplate(PodShape.of(requests));
  }

  /** A service of this shape. */
  public static PodTemplate of(PodShape shape) {
    return new PodTemplate(shape);
  }

  /** Asks for another resource too. */
  public PodTemplate with(String resource, String quantity) {
    Map<String, String> quantities = new TreeMap<>(requests().toQuantities());
    quantities.put(resource, quantity);
    return shaped(
        ResourceList.parse(quantities),
        shape.nodeSelector(),
        shape.tolerations(),
        shape.hostPorts());
  }

  /** Goes to nodes with a label only. */
  public PodTemplate on(String label, String value) {
    Map<String, String> selector = new TreeMap<>(shape.nodeSelector());
    selector.put(label, value);
    return shaped(requests(), selector, shape.tolerations(), shape.hostPorts());
  }

  /** Tolerates every taint of a key. */
  public PodTemplate tolerating(String key) {
    List<Toleration> tolerations = List.of(new Toleration(key, true, "", null));
    return shaped(requests(), shape.nodeSelector(), tolerations, shape.hostPorts());
  }

  /** Takes a TCP port of its node. */
  public PodTemplate withHostPort(int port) {
    List<HostPort> ports = List.of(new HostPort(port, "TCP", ""));
    return shaped(requests(), shape.nodeSelector(), shape.tolerations(), ports);
  }

  /** Runs for a while and succeeds. */
  public PodTemplate running(Duration duration) {
    return running(new PodRun(duration.toNanos(), 0, 0, PodRun.UNLIMITED));
  }

  /** Runs and ends as told. */
  public PodTemplate running(PodRun newRun) {
    PodTemplate copy = new PodTemplate(this);
    copy.run = newRun;
    return copy;
  }

  /** Has a resolved priority. */
  public PodTemplate withPriority(int newPriority) {
    PodTemplate copy = new PodTemplate(this);
    copy.priority = newPriority;
    return copy;
  }

  /** Has a role within its job. */
  public PodTemplate withTaskName(String newTaskName) {
    PodTemplate copy = new PodTemplate(this);
    copy.taskName = newTaskName;
    return copy;
  }

  /** May take this long to end once it is deleted; at once unless told otherwise. */
  public PodTemplate withGracePeriod(Duration gracePeriod) {
    PodTemplate copy = new PodTemplate(this);
    copy.gracePeriodMillis = gracePeriod.toMillis();
    return copy;
  }

  /** For a bare pod: names a queue in its annotation. */
  public PodTemplate inQueue(String newQueue) {
    PodTemplate copy = new PodTemplate(this);
    copy.queue = newQueue;
    return copy;
  }

  /** Says whose it is, by the label or annotation that is read for that. */
  public PodTemplate by(String newUser) {
    PodTemplate copy = new PodTemplate(this);
    copy.user = newUser;
    return copy;
  }

  /** Is another scheduler's business. */
  public PodTemplate scheduledBy(String newSchedulerName) {
    PodTemplate copy = new PodTemplate(this);
    copy.schedulerName = newSchedulerName;
    return copy;
  }

  /**
   * Belongs to a controller that makes a new pod when one is lost (rejected by its node, evicted,
   * orphaned) rather than ended by itself.
   */
  public PodTemplate replacedWhenLost() {
    PodTemplate copy = new PodTemplate(this);
    copy.replaced = true;
    return copy;
  }

  /** Is held back by a scheduling gate until that is taken away. */
  public PodTemplate gatedAtFirst() {
    PodTemplate copy = new PodTemplate(this);
    copy.gated = true;
    return copy;
  }

  /** Is never evicted for others. */
  public PodTemplate neverEvicted() {
    PodTemplate copy = new PodTemplate(this);
    copy.preemptable = false;
    return copy;
  }

  /** Has no others evicted for it: preemptionPolicy Never. */
  public PodTemplate neverPreempting() {
    PodTemplate copy = new PodTemplate(this);
    copy.preempts = false;
    return copy;
  }

  /** Carries something that cannot be read, such as a malformed annotation. */
  public PodTemplate withProblem(String newProblem) {
    PodTemplate copy = new PodTemplate(this);
    copy.problem = newProblem;
    return copy;
  }

  /** Has these labels. */
  public PodTemplate labelled(Map<String, String> newLabels) {
    PodTemplate copy = new PodTemplate(this);
    copy.labels = Map.copyOf(newLabels);
    return copy;
  }

  /** Is limited to this, by {@code limits.NAME}; only native quotas ask. */
  public PodTemplate limitedTo(ResourceList newLimits) {
    PodTemplate copy = new PodTemplate(this);
    copy.limits = newLimits;
    return copy;
  }

  /** Asks not to be evicted for others for a while after it was bound. */
  public PodTemplate withCooldown(Duration cooldown) {
    PodTemplate copy = new PodTemplate(this);
    copy.cooldownMillis = cooldown.toMillis();
    return copy;
  }

  /** Has room set aside for it on a node by the scheduler it belongs to. */
  public PodTemplate nominatedTo(String node) {
    PodTemplate copy = new PodTemplate(this);
    copy.nominatedNode = node;
    return copy;
  }

  public Map<String, String> labels() {
    return labels;
  }

  /** What it is limited to, by {@code limits.NAME}. */
  public ResourceList limits() {
    return limits;
  }

  public long cooldownMillis() {
    return cooldownMillis;
  }

  /** Is said to run for so long; zero for nothing said. */
  public PodTemplate estimated(Duration newEstimate) {
    PodTemplate copy = new PodTemplate(this);
    copy.estimate = newEstimate;
    return copy;
  }

  /** Is said to be ended after so long in any case (activeDeadlineSeconds); zero for never. */
  public PodTemplate endedAfter(Duration newLimit) {
    PodTemplate copy = new PodTemplate(this);
    copy.limit = newLimit;
    return copy;
  }

  /** Was made from a template of that name, whose pods run about as long; empty for none. */
  public PodTemplate madeFrom(String newTemplate) {
    PodTemplate copy = new PodTemplate(this);
    copy.madeFrom = newTemplate;
    return copy;
  }

  /** What the scheduler is told of how long it runs. */
  public RunTime runTime() {
    return estimate.isZero() && limit.isZero() && madeFrom.isEmpty()
        ? RunTime.UNKNOWN
        : new RunTime(estimate.toMillis(), limit.toMillis(), madeFrom);
  }

  /** Mounts these claims, and those it mounts already. */
  public PodTemplate mounting(List<ClaimUse> claims) {
    List<ClaimUse> all = new ArrayList<>(shape.claims());
    all.addAll(claims);
    PodTemplate copy = new PodTemplate(this);
    copy.shape = shape.toBuilder().claims(all).build();
    return copy;
  }

  /** The node that its status nominates, null if none. */
  public @Nullable String nominatedNode() {
    return nominatedNode;
  }

  /** What the scheduler's filters and scores read. */
  public PodShape shape() {
    return shape;
  }

  public ResourceList requests() {
    return shape.requests();
  }

  /** What the pod does once it runs. */
  public PodRun run() {
    return run;
  }

  public String schedulerName() {
    return schedulerName;
  }

  public int priority() {
    return priority;
  }

  /** Its role within its job, empty for none. */
  public String taskName() {
    return taskName;
  }

  public long gracePeriodMillis() {
    return gracePeriodMillis;
  }

  /** The queue its own annotation names, null if none. */
  public @Nullable String queue() {
    return queue;
  }

  /** Whose it says it is, null if it does not say. */
  public @Nullable String user() {
    return user;
  }

  /** Whether a controller makes a new pod when one is lost. */
  public boolean replaced() {
    return replaced;
  }

  /** Whether a scheduling gate holds it back at first. */
  public boolean gated() {
    return gated;
  }

  /** Whether it may be evicted for others. */
  public boolean preemptable() {
    return preemptable;
  }

  /** Whether others may be evicted for it. */
  public boolean preempts() {
    return preempts;
  }

  /** What makes it unschedulable by itself, null if nothing does. */
  public @Nullable String problem() {
    return problem;
  }

  private PodTemplate shaped(
      ResourceList requests,
      Map<String, String> nodeSelector,
      List<Toleration> tolerations,
      List<HostPort> hostPorts) {
    PodTemplate copy = new PodTemplate(this);
    copy.shape =
        shape.toBuilder()
            .requests(requests)
            .nodeSelector(nodeSelector)
            .tolerations(tolerations)
            .hostPorts(hostPorts)
            .build();
    return copy;
  }
}
