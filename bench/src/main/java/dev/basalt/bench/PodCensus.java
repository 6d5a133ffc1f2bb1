package dev.basalt.bench;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Counts from a feed of its own what the API server says: when the last pod was bound, and whether
 * what came out is right.
 */
final class PodCensus implements Consumer<ClusterEvent> {
  private final int expected;
  private final CountDownLatch allBound;
  private final Set<String> bound = new HashSet<>();
  private final Map<String, PodSpec> pods = new HashMap<>();
  private final Map<String, NodeSpec> nodes = new HashMap<>();
  private long firstNanos;
  private long lastNanos;

  PodCensus(int expected) {
    this.expected = expected;
    this.allBound = new CountDownLatch(expected);
  }

  @Override
  public synchronized void accept(ClusterEvent event) {
    switch (event) {
      case ClusterEvent.NodeChanged(var node) -> nodes.put(node.name(), node);
      case ClusterEvent.PodChanged(var pod) -> {
        pods.put(pod.uid(), pod);
        if (pod.nodeName() != null && bound.add(pod.uid())) {
          lastNanos = System.nanoTime();
          firstNanos = bound.size() == 1 ? lastNanos : firstNanos;
          allBound.countDown();
        }
      }
      default -> {}
    }
  }

  /** Waits until every pod is bound; returns whether that came in time. */
  boolean await(long seconds) throws InterruptedException {
    return allBound.await(seconds, TimeUnit.SECONDS);
  }

  synchronized int bound() {
    return bound.size();
  }

  synchronized long firstNanos() {
    return firstNanos;
  }

  synchronized long lastNanos() {
    return lastNanos;
  }

  /** Nodes whose pods ask for more than they have. */
  synchronized int overcommittedNodes() {
    Map<String, ResourceList> asked = new HashMap<>();
    Map<String, Long> slots = new HashMap<>();
    for (PodSpec pod : pods.values()) {
      String node = pod.nodeName();
      if (node != null && !pod.phase().terminal()) {
        asked.merge(node, pod.shape().requests(), ResourceList::plus);
        slots.merge(node, 1L, Long::sum);
      }
    }
    int over = 0;
    for (NodeSpec node : nodes.values()) {
      ResourceList sum = asked.getOrDefault(node.name(), ResourceList.EMPTY);
      boolean tooMuch = slots.getOrDefault(node.name(), 0L) > node.allocatable().get("pods");
      for (int i = 0; i < sum.size(); i++) {
        tooMuch |= sum.amount(i) > node.allocatable().get(sum.name(i));
      }
      over += tooMuch ? 1 : 0;
    }
    return over;
  }

  /** Gangs of which some pods are bound and others are not. */
  synchronized int partialGangs(int size) {
    Map<String, Integer> placed = new HashMap<>();
    for (PodSpec pod : pods.values()) {
      if (pod.podGroup() != null && pod.nodeName() != null) {
        placed.merge(pod.podGroup(), 1, Integer::sum);
      }
    }
    return (int) placed.values().stream().filter(count -> count < size).count();
  }

  int expected() {
    return expected;
  }
}
