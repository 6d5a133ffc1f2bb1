package dev.basalt.sim.stories;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedApiServer;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.time.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks at each binding, by the API server's account and by double loops, whether queues, quotas,
 * lines, taints and what pods say about others are kept.
 */
final class MixtureChecks implements ClusterObserver {
  /** By then a scheduler has seen what there is, whatever watches broke. */
  private static final long SEEN_NANOS = Duration.ofSeconds(20).toNanos();

  private record Begun(String group, long createdNanos, long nanos) {}

  private final Timeline timeline;
  private final SimulatedApiServer server;
  private final Map<String, QueueSpec> queues;
  private final Map<String, ResourceList> quotas;
  private final long arrivedNanos;
  private final Map<String, Long> createdNanos = new HashMap<>();
  private final Map<String, String> queueOfGroup = new HashMap<>();
  private final Map<String, Begun> begun = new LinkedHashMap<>();
  private final List<String> broken = new ArrayList<>();

  /**
   * Knows what queues and quotas are meant to be, whatever the scheduler is told.
   *
   * @param arrival how far apart the bindings of one session may arrive, some of them sent again
   */
  MixtureChecks(
      Timeline timeline,
      SimulatedApiServer server,
      Map<String, QueueSpec> queues,
      Map<String, ResourceList> quotas,
      Duration arrival) {
    this.timeline = timeline;
    this.server = server;
    this.queues = queues;
    this.quotas = quotas;
    arrivedNanos = arrival.toNanos();
  }

  List<String> broken() {
    return List.copyOf(broken);
  }

  @Override
  public void groupChanged(PodGroupSpec group) {
    createdNanos.putIfAbsent(group.key(), timeline.nanos());
    queueOfGroup.put(group.key(), group.queue());
  }

  @Override
  public void groupRemoved(PodGroupSpec group) {
    queueOfGroup.remove(group.key());
  }

  @Override
  public void podBound(SimulatedPod pod) {
    NodeSpec node = server.node(String.valueOf(pod.nodeName()));
    if (node == null) {
      return;
    }
    for (QueueSpec queue = queueOf(pod); queue != null; queue = queues.get(queue.parent())) {
      QueueSpec around = queue;
      checkAmounts(
          "queue " + queue.name(), pod, queue.capability(), other -> isIn(other, around.name()));
      checkJobs(queue, pod);
    }
    ResourceList quota = quotas.get(pod.origin().namespace());
    if (quota != null) {
      String namespace = pod.origin().namespace();
      checkAmounts(
          "namespace " + namespace,
          pod,
          quota,
          other -> other.origin().namespace().equals(namespace));
    }
    checkNode(pod, node);
    checkPeers(pod, node);
    checkLine(pod);
  }

  private void checkAmounts(
      String who, SimulatedPod pod, ResourceList limits, Predicate<SimulatedPod> counted) {
    limits.forEach((resource, limit) -> {
      long held = 0;
      for (SimulatedPod other : server.pods()) {
        if (holds(other) && counted.test(other)) {
          held += resource.equals("pods") ? 1 : other.requests().get(resource);
        }
      }
      if (held > limit && asks(pod, resource)) {
        say(pod, who + " holds " + held + " of " + limit + " " + resource);
      }
    });
  }

  private static boolean asks(SimulatedPod pod, String resource) {
    return resource.equals("pods") || pod.requests().get(resource) > 0;
  }

  private void checkJobs(QueueSpec queue, SimulatedPod pod) {
    Set<String> jobs = new HashSet<>();
    for (SimulatedPod other : server.pods()) {
      if (holds(other) && isIn(other, queue.name())) {
        jobs.add(other.groupKey() == null ? other.uid() : other.groupKey());
      }
    }
    if (jobs.size() > queue.maxRunningJobs()) {
      say(pod, "queue " + queue.name() + " runs " + jobs);
    }
  }

  private void checkNode(SimulatedPod pod, NodeSpec node) {
    PodShape shape = pod.template().shape();
    for (Taint taint : node.taints()) {
      if (shape.tolerations().stream().noneMatch(toleration -> toleration.tolerates(taint))) {
        say(pod, "does not tolerate " + taint + " of " + node.name());
      }
    }
    if (!node.labels().entrySet().containsAll(shape.nodeSelector().entrySet())) {
      say(pod, "is not for " + node.name());
    }
  }

  private void checkPeers(SimulatedPod pod, NodeSpec node) {
    for (SimulatedPod other : server.pods()) {
      if (other != pod && holds(other)) {
        NodeSpec otherNode = server.node(String.valueOf(other.nodeName()));
        if (otherNode != null
            && (repels(pod, other, node, otherNode) || repels(other, pod, otherNode, node))) {
          say(pod, "is near " + other + " on " + otherNode.name());
        }
      }
    }
  }

  private static boolean repels(SimulatedPod one, SimulatedPod two, NodeSpec at, NodeSpec there) {
    for (Term term : one.template().shape().podAffinity().requiredApart()) {
      String domain = at.labels().get(term.topologyKey());
      if (domain != null
          && domain.equals(there.labels().get(term.topologyKey()))
          && term.pods().matches(two.origin().namespace(), Map.of(), two.template().labels())) {
        return true;
      }
    }
    return false;
  }

  private void checkLine(SimulatedPod pod) {
    String key = pod.groupKey();
    long now = timeline.nanos();
    if (key == null || !pod.origin().namespace().equals(Mixture.LINE) || begun.containsKey(key)) {
      return;
    }
    long created = createdNanos.getOrDefault(key, now);
    for (Begun other : begun.values()) {
      if (created < other.createdNanos()
          && created < other.nanos() - SEEN_NANOS
          && other.nanos() < now - arrivedNanos) {
        say(pod, "started after " + other.group());
      }
    }
    begun.put(key, new Begun(key, created, now));
  }

  private boolean holds(SimulatedPod pod) {
    return pod.holdsRoom() && server.node(String.valueOf(pod.nodeName())) != null;
  }

  private boolean isIn(SimulatedPod pod, String name) {
    QueueSpec queue = queueOf(pod);
    while (queue != null && !queue.name().equals(name)) {
      queue = queues.get(queue.parent());
    }
    return queue != null;
  }

  private @Nullable QueueSpec queueOf(SimulatedPod pod) {
    String group = pod.groupKey();
    String name = group == null ? pod.template().queue() : queueOfGroup.get(group);
    return name == null ? null : queues.get(name);
  }

  private void say(SimulatedPod pod, String what) {
    broken.add("%.3f s: %s %s".formatted(timeline.nanos() / 1e9, pod, what));
  }
}
