package dev.basalt.testkit.agent;

import dev.basalt.testkit.FakeNodes;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.agent.run.PodRuntime;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many nodes in one process, on a real API server. Each admits pods by the strict rule of a kubelet
 * (the sum of requests within allocatable, by its own late view), reports Running, ends pods by
 * their annotations {@code basalt.dev/sim-*}, obeys deletions, and refuses what does not fit with
 * {@code OutOf...}. Each answers for itself: a slow node does not hold up another.
 *
 * <p>Where {@link AgentSettings#commands} says so, the commands of pods run as processes of this
 * machine instead, and their logs can be read through the API server.
 */
public final class NodeAgent implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);
  private static final String LEASE_NAMESPACE = "kube-node-lease";
  private static final int LEASE_SECONDS = 400;
  private static final int TIMER_THREADS = 2;

  private final KubernetesClient client;
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          TIMER_THREADS, Thread.ofPlatform().daemon().name("node-agent-", 0).factory());
  private final PodWriter writer;
  private final Queue<Rejection> rejections = new ConcurrentLinkedQueue<>();
  private final Map<String, AgentNode> nodes = new ConcurrentHashMap<>();
  private final AgentSettings settings;
  private final @Nullable PodRuntime runtime;
  private final SharedIndexInformer<Pod> pods;

  private NodeAgent(KubernetesClient client, List<String> names, AgentSettings settings) {
    this.client = client;
    this.settings = settings;
    this.writer = new PodWriter(client);
    this.runtime = settings.commands() == RunCommands.NEVER ? null : PodRuntime.start(client);
    for (String name : names) {
      nodes.put(name, node(client.nodes().withName(name).require()));
    }
    pods = client.pods().inAnyNamespace().withoutField("spec.nodeName", "").inform(new Watcher());
    var _ = timer.scheduleWithFixedDelay(this::renewLeases, 0, LEASE_SECONDS / 4, TimeUnit.SECONDS);
  }

  /**
   * Registers nodes and plays their kubelets until closed.
   *
   * @param client stays open as long as the agent, and is not closed by it
   * @param first the number in the first node's name; the others follow
   */
  public static NodeAgent start(
      KubernetesClient client, int first, int count, NodeShape shape, AgentSettings settings) {
    List<String> names = FakeNodes.create(client, first, count, shape, Map.of());
    return new NodeAgent(client, names, settings);
  }

  /** Plays the kubelets of nodes that others register, from {@link #adopt} on. */
  public static NodeAgent withoutNodes(KubernetesClient client, AgentSettings settings) {
    return new NodeAgent(client, List.of(), settings);
  }

  /** Plays the kubelet of a node from now on, or takes over what it can hold now. */
  public void adopt(Node node) {
    String name = node.getMetadata().getName();
    AgentNode known = nodes.get(name);
    if (known != null) {
      known.resize(PodRequests.amounts(node.getStatus().getAllocatable()));
      return;
    }
    nodes.put(name, node(node));
    for (Pod pod : pods.getStore().list()) {
      if (name.equals(pod.getSpec().getNodeName())) {
        hand(pod);
      }
    }
  }

  /** A node falls silent for good; its object and its pods' stay as they are. */
  public void abandon(String name) {
    AgentNode node = nodes.remove(name);
    if (node != null) {
      node.die();
    }
  }

  /**
   * A node goes down with all that runs on it and comes back after a while. What ran there has
   * failed then; what was bound there and did not run yet is taken in before what comes later.
   */
  public void reboot(String name, Duration length) {
    abandon(name);
    var _ = timer.schedule(() -> comeBack(name), length.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void comeBack(String name) {
    Node object = client.nodes().withName(name).get();
    if (object == null) {
      return;
    }
    AgentNode node = node(object);
    for (Pod pod : oldestFirst(name)) {
      node.found(pod);
    }
    nodes.put(name, node);
    // Those that were bound in between.
    oldestFirst(name).forEach(node::seen);
  }

  private List<Pod> oldestFirst(String node) {
    return pods.getStore().list().stream()
        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
        .sorted(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .toList();
  }

  /** The nodes' names, in no order. */
  public List<String> nodes() {
    return List.copyOf(nodes.keySet());
  }

  /** Every pod refused so far, in the order in which they were. */
  public List<Rejection> rejections() {
    return List.copyOf(rejections);
  }

  /** The nodes fall silent; their objects stay. */
  @Override
  public void close() {
    pods.close();
    timer.shutdownNow();
    writer.close();
    if (runtime != null) {
      runtime.close();
    }
  }

  private AgentNode node(Node node) {
    if (runtime != null) {
      KubeletEndpoint.announce(client, node.getMetadata().getName(), runtime.port());
    }
    return new AgentNode(
        node.getMetadata().getName(),
        PodRequests.amounts(node.getStatus().getAllocatable()),
        settings,
        timer,
        writer,
        rejections::add,
        runtime);
  }

  private void hand(Pod pod) {
    String name = pod.getSpec().getNodeName();
    AgentNode node = name == null ? null : nodes.get(name);
    if (node != null) {
      node.seen(pod);
    }
  }

  private void renewLeases() {
    for (String name : nodes.keySet()) {
      try {
        client.resource(lease(name)).fieldManager("node-agent").forceConflicts().serverSideApply();
      } catch (KubernetesClientException e) {
        LOG.debug("The lease of {} is not renewed: {}", name, e.getMessage());
      }
    }
  }

  private static Lease lease(String node) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(node)
        .withNamespace(LEASE_NAMESPACE)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(node)
        .withLeaseDurationSeconds(LEASE_SECONDS)
        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS))
        .endSpec()
        .build();
  }

  /** Hands each pod to its node. */
  private final class Watcher implements ResourceEventHandler<Pod> {
    @Override
    public void onAdd(Pod pod) {
      hand(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      onAdd(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean finalStateUnknown) {
      String name = pod.getSpec().getNodeName();
      AgentNode node = name == null ? null : nodes.get(name);
      if (node != null) {
        node.gone(pod);
      }
    }
  }
}
