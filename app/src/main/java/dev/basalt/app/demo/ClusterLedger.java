package dev.basalt.app.demo;

import dev.basalt.app.demo.QueueAccount.State;
import dev.basalt.app.demo.Snapshot.Broken;
import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.app.demo.Snapshot.QueueState;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.sim.check.FairShares;
import dev.basalt.sim.check.Percentiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of what the API server shows, and of what must never be seen there. It knows
 * nothing of the scheduler. Any thread; sights of one pod must come in the order they happened, and
 * sights of all pods in the order of the API server if node accounts are to be exact.
 */
final class ClusterLedger {
  /** How long a gang may hold room before all of its pods are bound: bindings go out one by one. */
  static final Duration GANG_PATIENCE = Duration.ofSeconds(5);

  /** For how long after a pod's end the scheduler leaves its room alone. */
  static final Duration RELEASE_DELAY = EngineSettings.standard().releaseDelay();

  private static final int DETAILS = 5;

  private static final class Pod {
    private final PodSight first;
    private final @Nullable Batch batch;
    private final long createdNanos;
    private State state = State.PENDING;
    private @Nullable String node;

    Pod(PodSight first, @Nullable Batch batch, long createdNanos) {
      this.first = first;
      this.batch = batch;
      this.createdNanos = createdNanos;
    }
  }

  private final Clock clock;
  private final Map<String, NodeAccount> nodes = new TreeMap<>();
  private final Map<String, QueueAccount> queues = new LinkedHashMap<>();
  private final Map<String, Batch> batches = new HashMap<>();
  private final Map<String, GangAccount> gangs = new HashMap<>();
  private final Map<String, Pod> pods = new HashMap<>();
  private final Percentiles latencies = new Percentiles();
  private final List<String> details = new ArrayList<>();
  private final QueueAccount others = new QueueAccount(new DemoQueue("", 1));
  private BindingRates rates;
  private int created;
  private int bound;
  private int overcommits;
  private int rejections;

  ClusterLedger(Clock clock) {
    this.clock = clock;
    this.rates = new BindingRates(clock.nanos());
    DemoQueue.ALL.forEach(queue -> queues.put(queue.name(), new QueueAccount(queue)));
  }

  /** Rates count from here. */
  synchronized void start() {
    rates = new BindingRates(clock.nanos());
  }

  /** A batch is about to be submitted; its pods must not be seen before this. */
  synchronized void expect(Batch batch) {
    batches.put(batch.name(), batch);
    if (batch.gang()) {
      gangs.put(batch.name(), new GangAccount(batch));
    }
  }

  /** A node is there, or changed. */
  synchronized void nodeSeen(String name, ResourceList allocatable) {
    nodes.computeIfAbsent(name, _ -> new NodeAccount()).allocatable(allocatable);
  }

  /** A node is gone. */
  synchronized void nodeGone(String name) {
    NodeAccount account = nodes.get(name);
    if (account != null) {
      account.allocatable(ResourceList.EMPTY);
    }
  }

  /** A pod is there, or changed. */
  synchronized void podSeen(PodSight sight) {
    Pod pod = pods.get(sight.uid());
    if (pod == null) {
      pod = appear(sight);
    }
    String node = sight.node();
    if (node != null && pod.node == null && !sight.phase().terminal()) {
      bind(pod, node);
    }
    switch (sight.phase()) {
      case RUNNING -> move(pod, State.RUNNING);
      case SUCCEEDED -> end(pod, State.SUCCEEDED);
      case FAILED -> fail(pod, sight);
      case PENDING, UNKNOWN -> {}
    }
  }

  /** A pod's object is gone. */
  synchronized void podGone(String uid) {
    Pod pod = pods.remove(uid);
    if (pod == null || pod.state == State.SUCCEEDED || pod.state == State.FAILED) {
      return;
    }
    end(pod, State.GONE);
    lost(pod);
  }

  /** What has been seen so far. */
  synchronized Snapshot snapshot() {
    long now = clock.nanos();
    ResourceList capacity = capacity();
    List<QueueState> states = queueStates(capacity, now);
    return new Snapshot(
        capacity,
        states.stream().map(QueueState::allocated).reduce(ResourceList.EMPTY, ResourceList::plus),
        nodes.values().stream()
            .filter(node -> !node.allocatable().isEmpty())
            .map(NodeAccount::cpuUsed)
            .toList(),
        states,
        states.stream().map(QueueState::pods).reduce(PodCounts.NONE, PodCounts::plus),
        created,
        bound,
        rates.rates(now),
        rates.mean(),
        latencies.at(0.5),
        latencies.at(0.99),
        waitingGangs(),
        broken(now));
  }

  private Pod appear(PodSight sight) {
    Batch batch = sight.group() == null ? null : batches.get(sight.group());
    Pod pod = new Pod(sight, batch, clock.nanos());
    pods.put(sight.uid(), pod);
    created += batch == null ? 0 : 1;
    account(pod).enter(State.PENDING, sight.requests());
    return pod;
  }

  private void bind(Pod pod, String node) {
    pod.node = node;
    ResourceList requests = pod.first.requests();
    NodeAccount account = nodes.computeIfAbsent(node, _ -> new NodeAccount());
    account.take(requests);
    move(pod, State.STARTING);
    Batch batch = pod.batch;
    if (batch == null) {
      return;
    }
    long now = clock.nanos();
    bound++;
    rates.bound(now);
    latencies.add(now - pod.createdNanos);
    GangAccount gang = gangs.get(batch.name());
    if (gang != null) {
      gang.bound(pod.first.uid(), now);
    }
    String excess = account.excess(requests);
    if (!excess.isEmpty()) {
      overcommits++;
      detail("node " + node + " holds " + excess + " since a pod of " + batch.name() + " is bound");
    }
  }

  private void fail(Pod pod, PodSight sight) {
    if (pod.state == State.FAILED) {
      return;
    }
    end(pod, State.FAILED);
    lost(pod);
    if (pod.batch != null && sight.reason().startsWith("OutOf")) {
      rejections++;
      detail(
          "node %s turned a pod of %s away: %s"
              .formatted(pod.node, pod.batch.name(), sight.reason()));
    }
  }

  private void end(Pod pod, State state) {
    if (pod.node != null && pod.state.holdsRoom()) {
      NodeAccount account = nodes.get(pod.node);
      if (account != null) {
        account.release(pod.first.requests());
      }
      account(pod).ended(pod.first.requests(), clock.nanos());
    }
    move(pod, state);
  }

  private void lost(Pod pod) {
    GangAccount gang = pod.batch == null ? null : gangs.get(pod.batch.name());
    if (gang != null) {
      gang.lost(pod.first.uid(), clock.nanos());
    }
  }

  private void move(Pod pod, State state) {
    QueueAccount account = account(pod);
    account.leave(pod.state, pod.first.requests());
    account.enter(state, pod.first.requests());
    pod.state = state;
  }

  private QueueAccount account(Pod pod) {
    if (pod.batch == null) {
      return others;
    }
    QueueAccount account = queues.get(pod.batch.queue());
    if (account == null) {
      throw new IllegalArgumentException("no queue " + pod.batch.queue() + " in the demo");
    }
    return account;
  }

  private void detail(String words) {
    if (details.size() < DETAILS) {
      details.add(words);
    }
  }

  private ResourceList capacity() {
    ResourceList held = others.allocated();
    return cpuAndMemory(
        Math.max(0, total(ResourceSchema.CPU_NAME) - held.get(ResourceSchema.CPU_NAME)),
        Math.max(0, total(ResourceSchema.MEMORY_NAME) - held.get(ResourceSchema.MEMORY_NAME)));
  }

  private long total(String resource) {
    return nodes.values().stream().mapToLong(node -> node.allocatable().get(resource)).sum();
  }

  private List<QueueState> queueStates(ResourceList capacity, long now) {
    List<QueueAccount> accounts = List.copyOf(queues.values());
    int[] weights = accounts.stream().mapToInt(account -> account.queue().weight()).toArray();
    long[] cpu =
        FairShares.split(
            capacity.get(ResourceSchema.CPU_NAME),
            weights,
            accounts.stream().mapToLong(QueueAccount::wantedCpu).toArray());
    long[] memory =
        FairShares.split(
            capacity.get(ResourceSchema.MEMORY_NAME),
            weights,
            accounts.stream().mapToLong(QueueAccount::wantedMemory).toArray());
    List<QueueState> states = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      QueueAccount account = accounts.get(i);
      states.add(
          new QueueState(
              account.queue(),
              cpuAndMemory(cpu[i], memory[i]),
              account.allocated(),
              account.endedCpuSince(now - RELEASE_DELAY.toNanos()),
              account.counts()));
    }
    return states;
  }

  private Set<String> waitingGangs() {
    return gangs.entrySet().stream()
        .filter(entry -> !entry.getValue().started())
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  private Broken broken(long now) {
    int partial = 0;
    List<String> words = new ArrayList<>(details);
    for (GangAccount gang : gangs.values()) {
      if (gang.partial(GANG_PATIENCE.toNanos(), now)) {
        partial++;
        words.add(gang.toString());
      }
    }
    return new Broken(
        partial, overcommits, rejections, words.subList(0, Math.min(DETAILS, words.size())));
  }

  private static ResourceList cpuAndMemory(long cpuMillis, long memoryBytes) {
    return ResourceList.of(
        Map.of(ResourceSchema.CPU_NAME, cpuMillis, ResourceSchema.MEMORY_NAME, memoryBytes));
  }
}
