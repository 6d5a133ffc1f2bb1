package dev.basalt.exporter.view;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.resource.ResourceList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is in the cluster, and its sums, which follow each change: a reader never has to look at all
 * pods. Its monitor guards everything; who reads several things that belong together holds it
 * meanwhile.
 */
public final class ClusterView {
  private static final String UNSCHEDULABLE = "Unschedulable";

  private static final Comparator<JobRecord> BY_NAME =
      Comparator.comparing(JobRecord::name).thenComparing(JobRecord::namespace);

  private final Map<Party.Key, Party> parties = new HashMap<>();
  private final Map<String, QueueSums> queues = new TreeMap<>();
  private final NavigableMap<JobRecord, JobRecord> jobs = new TreeMap<>(BY_NAME);
  private final Map<String, NodeSums> nodes = new TreeMap<>();
  private final Quotas quotas = new Quotas();
  private final Zones zones = new Zones();
  private final Words words = new Words();
  private final Witness witness;
  private long partiesVersion;

  /**
   * An empty view.
   *
   * @param nowSeconds the time, seconds since 1970
   * @param happenings is told what happens from {@link #begin} on
   */
  public ClusterView(LongSupplier nowSeconds, Happenings happenings) {
    this.witness = new Witness(nowSeconds, happenings, words);
  }

  /** All that there was has been seen: what comes now happens while we look on. */
  public synchronized void begin() {
    parties.values().forEach(party -> party.complete(party.hasEnough()));
    witness.begin();
  }

  /** A pod changed, came (before is null) or went (after is null). */
  public synchronized void podChanged(@Nullable SeenPod before, @Nullable SeenPod after) {
    if (after != null) {
      if (witness.seesEnd(before, after)) {
        witness.podEnded(queueOf(after), after);
      }
      // First in, then out: what both are part of is not forgotten in between.
      come(after);
    }
    if (before != null) {
      go(before);
    }
  }

  private void come(SeenPod pod) {
    if (!pod.live()) {
      return;
    }
    if (pod.node() != null) {
      nodes.computeIfAbsent(pod.node(), NodeSums::new).allocated().add(pod.requests());
      quotas.held(pod.namespace()).add(pod.requests());
    }
    if (!pod.job().isEmpty()) {
      job(pod.namespace(), pod.job()).requested().add(pod.requests());
    }
    if (pod.ours()) {
      join(party(Party.Key.of(pod)), pod);
    }
  }

  private void join(Party party, SeenPod pod) {
    if (party.follow(pod) || party.home() == null) {
      move(party);
    }
    party.add(pod);
    UserSums home = home(party);
    if (pod.node() != null) {
      party.allocated().add(pod.requests());
      home.allocated().add(pod.requests());
      check(party);
    } else if (pod.waits()) {
      countWaiting(party, pod, home, 1);
    }
  }

  private void go(SeenPod pod) {
    if (!pod.live()) {
      return;
    }
    if (pod.node() != null) {
      NodeSums node = nodes.get(pod.node());
      if (node != null) {
        node.allocated().remove(pod.requests());
        forget(node);
      }
      quotas.release(pod.namespace(), pod.requests());
    }
    if (!pod.job().isEmpty()) {
      JobRecord job = job(pod.namespace(), pod.job());
      job.requested().remove(pod.requests());
      forget(job);
    }
    if (pod.ours()) {
      leave(party(Party.Key.of(pod)), pod);
    }
  }

  private void leave(Party party, SeenPod pod) {
    party.remove(pod);
    UserSums home = home(party);
    if (pod.node() != null) {
      party.allocated().remove(pod.requests());
      home.allocated().remove(pod.requests());
    } else if (pod.waits()) {
      countWaiting(party, pod, home, -1);
    }
    forget(party);
  }

  /** A pod that waits comes, or goes if {@code more} is -1. */
  private void countWaiting(Party party, SeenPod pod, UserSums home, int more) {
    String word = words.of(pod.reason());
    party.waiting().add(word, more);
    home.queue().pendingPods().add(told(party, word), more);
  }

  /** All pods of a party that wait come to a queue, or go if {@code times} is -1. */
  private void countWaiting(Party party, QueueSums queue, int times) {
    party
        .waiting()
        .forEach((word, count) -> queue.pendingPods().add(told(party, word), count * times));
  }

  /**
   * Why a pod waits. Where more nodes would help, all pods say the same, for who adds nodes: what
   * they lack, their group knows.
   */
  private String told(Party party, String word) {
    SeenGroup group = party.group();
    return group == null || group.reason().isEmpty() || !word.equals(UNSCHEDULABLE)
        ? word
        : words.of(group.reason());
  }

  /** A PodGroup changed, came (before is null) or went (after is null). */
  public synchronized void groupChanged(@Nullable SeenGroup before, @Nullable SeenGroup after) {
    SeenGroup named = after == null ? before : after;
    if (named == null) {
      return;
    }
    Party party = party(Party.Key.ofGroup(named.namespace(), named.name()));
    lift(party);
    if (before != null && after != null && before.createdSeconds() != after.createdSeconds()) {
      party.complete(false);
    }
    party.group(after);
    move(party);
    if (after != null) {
      witness.group(before, after);
      check(party);
    }
    forget(party);
  }

  /** Looks whether a gang has what it needs. */
  private void check(Party party) {
    SeenGroup group = party.group();
    if (group != null && !party.complete() && party.hasEnough()) {
      party.complete(true);
      witness.gangPlaced(group, party.lastBound());
    }
  }

  /** A job changed, came (before is null) or went (after is null). */
  public synchronized void jobChanged(@Nullable SeenJob before, @Nullable SeenJob after) {
    if (before != null) {
      QueueSums queue = queueNamed(before.queue());
      queue.jobs().add(before.phase(), -1);
      forget(queue);
    }
    if (after != null) {
      queueNamed(after.queue()).jobs().add(after.phase(), 1);
      witness.job(before, after);
    }
    SeenJob named = after == null ? before : after;
    if (named != null) {
      JobRecord job = job(named.namespace(), named.name());
      job.seen(after);
      forget(job);
    }
  }

  /** A queue's object changed, or is gone (after is null). */
  public synchronized void queueChanged(String name, @Nullable SeenQueue after) {
    QueueSums queue = queueNamed(name);
    queue.seen(after);
    forget(queue);
  }

  /** A node's object changed, or is gone (after is null). */
  public synchronized void nodeChanged(String name, @Nullable SeenNode after) {
    NodeSums node = nodes.computeIfAbsent(name, NodeSums::new);
    node.seen(after);
    node.zone(after == null ? "" : zones.of(after.labels()));
    forget(node);
  }

  /** A zone says which nodes are in it, by their labels; null if it does not. */
  public synchronized void zoneChanged(String zone, @Nullable LabelSelector selector) {
    if (zones.describe(zone, selector)) {
      for (NodeSums node : nodes.values()) {
        SeenNode seen = node.seen();
        node.zone(seen == null ? "" : zones.of(seen.labels()));
      }
    }
  }

  /** A ResourceQuota changed, came (before is null) or went (after is null). */
  public synchronized void quotaChanged(@Nullable SeenQuota before, @Nullable SeenQuota after) {
    quotas.changed(before, after);
  }

  /** A namespace says what its pods may hold together, null if it does not. */
  public synchronized void namespaceChanged(String namespace, @Nullable ResourceList quota) {
    quotas.annotated(namespace, quota);
  }

  /** Takes over what pods use; whatever is not named uses nothing that is known. */
  public synchronized void used(Usage usage) {
    UsageSums sums = new UsageSums();
    usage.forEach((pod, amounts) -> {
      if (pod.live() && pod.ours()) {
        JobRecord job = pod.job().isEmpty() ? null : find(pod.namespace(), pod.job());
        sums.add(pod, amounts, queueOf(pod), job);
      }
    });
    sums.addToParents(this::parentOf);
    jobs.keySet().forEach(sums::tell);
    queues.values().forEach(sums::tell);
  }

  private String parentOf(String queue) {
    QueueSums sums = queues.get(queue);
    SeenQueue seen = sums == null ? null : sums.seen();
    return seen == null ? "" : seen.parent();
  }

  /** Does something while nothing changes. */
  public synchronized void reading(Runnable work) {
    work.run();
  }

  /** Queues, by name. */
  public Collection<QueueSums> queues() {
    return queues.values();
  }

  /** Jobs, by name and then by namespace; some have pods but no object. */
  public Collection<JobRecord> jobs() {
    return jobs.keySet();
  }

  /** Nodes, by name; some have pods but no object. */
  public Collection<NodeSums> nodes() {
    return nodes.values();
  }

  /** Quotas. */
  public Quotas quotas() {
    return quotas;
  }

  /** Parties, in no order. */
  public Collection<Party> parties() {
    return parties.values();
  }

  /** Grows whenever a party comes or goes. */
  public long partiesVersion() {
    return partiesVersion;
  }

  private String queueOf(SeenPod pod) {
    Party.Key key = Party.Key.of(pod);
    Party party = parties.get(key);
    if (party == null) {
      party = new Party(key);
      party.follow(pod);
    }
    return party.queue();
  }

  private Party party(Party.Key key) {
    return parties.computeIfAbsent(
        key,
        first -> {
          partiesVersion++;
          return new Party(first);
        });
  }

  private UserSums home(Party party) {
    UserSums home = party.home();
    return home == null ? move(party) : home;
  }

  /** Counts a party where it belongs now. */
  private UserSums move(Party party) {
    QueueSums queue = queueNamed(party.queue());
    UserSums to = queue.user(party.user());
    to.partyCame();
    lift(party);
    to.allocated().add(party.allocated());
    countWaiting(party, queue, 1);
    SeenGroup group = party.group();
    if (group != null) {
      queue.gang(group, words.of(group.reason()), 1);
    }
    party.home(to);
    return to;
  }

  /** Counts a party nowhere. */
  private void lift(Party party) {
    UserSums home = party.home();
    if (home == null) {
      return;
    }
    QueueSums queue = home.queue();
    home.allocated().remove(party.allocated());
    countWaiting(party, queue, -1);
    SeenGroup group = party.group();
    if (group != null) {
      queue.gang(group, words.of(group.reason()), -1);
    }
    party.home(null);
    if (home.partyLeft()) {
      queue.drop(home);
    }
    forget(queue);
  }

  private void forget(Party party) {
    if (party.forgotten()) {
      lift(party);
      parties.remove(party.key());
      partiesVersion++;
    }
  }

  private QueueSums queueNamed(String name) {
    return queues.computeIfAbsent(name, QueueSums::new);
  }

  private void forget(QueueSums queue) {
    if (queue.forgotten()) {
      queues.remove(queue.name());
    }
  }

  private JobRecord job(String namespace, String name) {
    JobRecord wanted = new JobRecord(namespace, name);
    JobRecord found = jobs.get(wanted);
    if (found == null) {
      jobs.put(wanted, wanted);
      return wanted;
    }
    return found;
  }

  private @Nullable JobRecord find(String namespace, String name) {
    return jobs.get(new JobRecord(namespace, name));
  }

  private void forget(JobRecord job) {
    if (job.forgotten()) {
      jobs.remove(job);
    }
  }

  private void forget(NodeSums node) {
    if (node.forgotten()) {
      nodes.remove(node.name());
    }
  }
}
