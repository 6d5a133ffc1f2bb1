package dev.basalt.plugins;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Job;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.spi.SessionView;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A cluster state with short words to fill it, and the view of a session on it. */
public final class World implements SessionView {
  public static final String OURS = "basalt";

  private final ClusterState state = new ClusterState(Set.of(OURS), "default", 0);

  private long nowNanos;

  private final Map<Integer, Long> deserved = new TreeMap<>();

  public ClusterState state() {
    return state;
  }

  /** A node with amounts such as {@code cpu=4, memory=8Gi}; 110 pods unless stated. */
  public int node(String name, String amounts) {
    return node(name, amounts, Map.of(), List.of(), false);
  }

  public int node(
      String name,
      String amounts,
      Map<String, String> labels,
      List<Taint> taints,
      boolean unschedulable) {
    ResourceList allocatable = resources(amounts);
    if (!allocatable.has("pods")) {
      allocatable = allocatable.plus(ResourceList.of(Map.of("pods", 110L)));
    }
    state
        .reports()
        .nodeChanged(
            NodeSpec.builder(name, "uid-" + name)
                .allocatable(allocatable)
                .labels(labels)
                .taints(taints)
                .unschedulable(unschedulable)
                .build());
    return nodes().id(name);
  }

  public Queue queue(String name, int weight) {
    return queue(name, weight, 0, "", "");
  }

  public Queue queue(String name, int weight, int priority, String capability, String guarantee) {
    state
        .reports()
        .queueChanged(
            QueueSpec.builder(name, "uid-" + name)
                .weight(weight)
                .capability(resources(capability))
                .guarantee(resources(guarantee))
                .priority(priority)
                .build());
    return queueNamed(name);
  }

  public Queue queueNamed(String name) {
    return queues().stream().filter(queue -> queue.name().equals(name)).findFirst().orElseThrow();
  }

  public Job group(String name, String queue, int minMember) {
    return group(name, queue, minMember, Map.of(), "");
  }

  public Job group(
      String name,
      String queue,
      int minMember,
      Map<String, Integer> minTaskMember,
      String minResources) {
    state
        .reports()
        .groupChanged(
            PodGroupSpec.builder("uid-" + name, "ns", name)
                .queue(queue)
                .minMember(minMember)
                .minTaskMember(minTaskMember)
                .minResources(minResources.isEmpty() ? null : resources(minResources))
                .build());
    return job(name);
  }

  public Job job(String group) {
    Job job = state.group("ns", group);
    if (job == null) {
      throw new AssertionError("no group " + group);
    }
    return job;
  }

  /** Lets the state see a pod. */
  public Task pod(PodSpec pod) {
    state.reports().podChanged(pod, 0);
    Task task = state.task(pod.uid());
    if (task == null) {
      throw new AssertionError("the state does not keep " + pod.key());
    }
    return task;
  }

  public Task pod(Pods pods) {
    return pod(pods.spec());
  }

  /** The class of a pod that asks for amounts only. */
  public PodClass podClass(String requests) {
    return pod(Pods.named("class-of-" + requests).requests(requests)).podClass();
  }

  /** Parses {@code cpu=4, memory=8Gi}. */
  public static ResourceList resources(String text) {
    if (text.isBlank()) {
      return ResourceList.EMPTY;
    }
    Map<String, String> quantities = new TreeMap<>();
    for (String part : text.split(",")) {
      String[] pair = part.strip().split("=");
      quantities.put(pair[0], pair[1]);
    }
    return ResourceList.parse(quantities);
  }

  @Override
  public String id() {
    return "session";
  }

  /** Lets sessions open at another time from now on. */
  public void at(long nanos) {
    nowNanos = nanos;
    state.settleUsers(nowNanos, nowMillis());
  }

  @Override
  public long nowNanos() {
    return nowNanos;
  }

  @Override
  public long nowMillis() {
    return 0;
  }

  @Override
  public NodeTable nodes() {
    return state.nodes();
  }

  @Override
  public List<Queue> queues() {
    return state.queues();
  }

  /** Every queue deserves so much of a resource from now on. */
  public void deserved(String resource, long amount) {
    deserved.put(schema().intern(resource), amount);
  }

  @Override
  public long deserved(Queue queue, int dimension) {
    return deserved.getOrDefault(dimension, -1L);
  }

  @Override
  public Collection<Job> jobs() {
    return state.jobs().all();
  }
}
