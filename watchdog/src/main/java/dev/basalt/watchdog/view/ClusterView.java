package dev.basalt.watchdog.view;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.cluster.convert.NamespaceReader;
import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.Pools;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.runtime.ControllerHost;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What rules see of a real cluster: mirrors, and a poll of what cannot be watched. */
public final class ClusterView implements View, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("watchdog");
  private static final int PAGE = 500;
  private static final long POLL_MILLIS = 5_000;

  /** Polls of Leases for each one of what pods use. */
  private static final int USAGE_POLLS = 12;

  private static final String CPU = "cpu";

  private final Mirror<WatchedJob, JobSight> jobs;
  private final Mirror<Pod, PodSight> pods;
  private final Mirror<PodGroup, GroupSight> groups;
  private final Mirror<Queue, QueueSight> queues;
  private final Mirror<Node, NodeSpec> nodes;
  private final Mirror<Namespace, NamespaceSpec> namespaces;
  private final Mirror<ResourceQuota, QuotaSight> quotas;
  private final ControllerHost care;
  private final Set<String> schedulers;
  private final DecisionWatch decisions;
  private final LeasePoll leases;
  private final UsagePoll usage;
  private final Thread poller;

  /** Pods of jobs that ask for less than this in sum, in milli-CPU, are not measured. */
  private volatile long measuredMilliCpu = Long.MAX_VALUE;

  /**
   * A view of nothing until started.
   *
   * @param executor runs the informers
   */
  public ClusterView(ApiClient client, Scope scope, Clock clock, Executor executor) {
    Users users = new Users(scope.user());
    Source source = new Source(client.kubernetes(), clock, executor);
    NodeReader nodeReader = new NodeReader(new Pools());
    jobs = source.mirror(WatchedJob.class, WatchedJob::new, job -> JobSight.read(job, users));
    pods =
        Mirror.ofPods(
            client.kubernetes(),
            new SlimInformer.Selection<>(Pod.class, Pod::new, null, PAGE),
            new PodSights(users)::read,
            (key, pod) -> pod.belongsTo(),
            clock,
            executor);
    groups =
        source.mirror(
            PodGroup.class,
            PodGroup::new,
            group -> GroupSight.read(group, users),
            (key, group) ->
                group.job().isEmpty() ? null : new ObjectKey(key.namespace(), group.job()));
    queues = source.mirror(Queue.class, Queue::new, QueueSight::read);
    nodes = source.mirror(Node.class, Node::new, nodeReader::read);
    namespaces = source.mirror(Namespace.class, Namespace::new, NamespaceReader::read);
    quotas = source.mirror(ResourceQuota.class, ResourceQuota::new, QuotaSight::read);
    care =
        new ControllerHost(
            List.of(queues, nodes, namespaces, quotas, groups, jobs, pods), List.of());
    schedulers = scope.schedulers();
    decisions = new DecisionWatch(schedulers, clock);
    leases = new LeasePoll(client, scope.leaseNamespace(), clock);
    usage = new UsagePoll(client);
    poller = Thread.ofVirtual().name("watchdog-poll").unstarted(this::poll);
  }

  /**
   * What is looked at.
   *
   * @param schedulers names of the schedulers whose pods are followed
   * @param leaseNamespace where these keep their Leases
   * @param user where it is read whose a pod or job is
   */
  public record Scope(Set<String> schedulers, String leaseNamespace, UserSource user) {
    public Scope {
      schedulers = Set.copyOf(schedulers);
    }
  }

  private record Source(KubernetesClient client, Clock clock, Executor executor) {
    <K extends HasMetadata, V> Mirror<K, V> mirror(
        Class<K> type, Supplier<K> blank, Function<K, V> reader) {
      return mirror(type, blank, reader, (key, object) -> null);
    }

    <K extends HasMetadata, V> Mirror<K, V> mirror(
        Class<K> type, Supplier<K> blank, Function<K, V> reader, Mirror.Owner<V> owner) {
      return new Mirror<>(
          client,
          new SlimInformer.Selection<>(type, blank, null, PAGE),
          reader,
          owner,
          clock,
          executor);
    }
  }

  /** Lists and watches from now on. */
  public void start() {
    queues.start((key, before, after) -> {});
    nodes.start((key, before, after) -> {});
    namespaces.start((key, before, after) -> {});
    quotas.start((key, before, after) -> {});
    groups.start((key, before, after) -> {});
    jobs.start((key, before, after) -> {});
    pods.start(decisions);
    care.start();
    poller.start();
  }

  /**
   * Lets be measured what pods of jobs use.
   *
   * @param milliCpu jobs that ask for less in sum are left out; {@link Long#MAX_VALUE} for all
   */
  public void measure(long milliCpu) {
    measuredMilliCpu = milliCpu;
  }

  /** Whether everything there was at the start has been seen. */
  public boolean synced() {
    return jobs.synced()
        && pods.synced()
        && groups.synced()
        && queues.synced()
        && nodes.synced()
        && namespaces.synced()
        && quotas.synced();
  }

  /** What is wrong with what is known, a line each. */
  public List<String> complaints() {
    List<String> all = new ArrayList<>(care.complaints());
    String lease = leases.complaint();
    if (lease != null) {
      all.add(lease);
    }
    return all;
  }

  @Override
  public void close() {
    poller.interrupt();
    care.close();
  }

  private void poll() {
    try {
      for (long round = 0; ; round++) {
        pollOnce(round);
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      LOG.debug("no more polls");
    }
  }

  private void pollOnce(long round) throws InterruptedException {
    try {
      leases.poll();
      long least = measuredMilliCpu;
      if (round % USAGE_POLLS == 0 && least < Long.MAX_VALUE && synced()) {
        usage.poll(namespacesOfJobs(least));
      }
    } catch (RuntimeException e) {
      LOG.warn("a poll failed; it is tried again", e);
    }
  }

  private Set<String> namespacesOfJobs(long milliCpu) {
    Set<String> names = new HashSet<>();
    for (JobSight job : jobs.all()) {
      if (!names.contains(job.key().namespace()) && requested(job) >= milliCpu) {
        names.add(job.key().namespace());
      }
    }
    return names;
  }

  private long requested(JobSight job) {
    long sum = 0;
    for (PodSight pod : job.underWay() ? podsOf(job.key()) : List.<PodSight>of()) {
      sum += pod.holdsRoom() ? pod.requests().get(CPU) : 0;
    }
    return sum;
  }

  @Override
  public Collection<JobSight> jobs() {
    return jobs.all();
  }

  @Override
  public @Nullable JobSight job(ObjectKey key) {
    return jobs.get(key);
  }

  @Override
  public Collection<PodSight> pods() {
    return pods.all();
  }

  @Override
  public List<PodSight> podsOf(ObjectKey job) {
    return pods.of(job);
  }

  @Override
  public List<PodSight> podsOfGroup(ObjectKey group) {
    return pods.of(PodSight.ofGroup(group.namespace(), group.name()));
  }

  @Override
  public Collection<GroupSight> groups() {
    return groups.all();
  }

  @Override
  public @Nullable GroupSight group(ObjectKey key) {
    return groups.get(key);
  }

  @Override
  public @Nullable GroupSight groupOf(JobSight job) {
    List<GroupSight> mine = groups.of(job.key());
    return mine.isEmpty() ? null : mine.getFirst();
  }

  @Override
  public Collection<QueueSight> queues() {
    return queues.all();
  }

  @Override
  public @Nullable QueueSight queue(String name) {
    return queues.get(new ObjectKey("", name));
  }

  @Override
  public Collection<NodeSpec> nodes() {
    return nodes.all();
  }

  @Override
  public Collection<NamespaceSpec> namespaces() {
    return namespaces.all();
  }

  @Override
  public Collection<QuotaSight> quotas() {
    return quotas.all();
  }

  @Override
  public Set<String> schedulers() {
    return schedulers;
  }

  @Override
  public List<LeaseSight> leases() {
    return leases.leases();
  }

  @Override
  public @Nullable ResourceList used(ObjectKey pod) {
    return usage.of(pod);
  }

  @Override
  public Decisions decisions() {
    return decisions.now(leases.answeredNanos());
  }
}
