package dev.basalt.bench.race;

import dev.basalt.cluster.feed.ClusterFeed;
import dev.basalt.cluster.feed.ClusterFeeds;
import dev.basalt.cluster.feed.FeedSettings;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.port.Clock;
import dev.basalt.core.resource.ResourceList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks, once the clock has stopped, whether what came out is right. */
final class Inspection implements Consumer<ClusterEvent> {
  private final Map<String, PodSpec> pods = new HashMap<>();
  private final Map<String, NodeSpec> nodes = new HashMap<>();

  /** Reads the whole cluster. */
  static Inspection of(ApiClient client) throws InterruptedException {
    Inspection inspection = new Inspection();
    try (ClusterFeed feed =
        ClusterFeeds.create(client.kubernetes(), FeedSettings.standard(), Clock.system())) {
      feed.start(inspection);
      while (!feed.status().synced()) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    return inspection;
  }

  @Override
  public synchronized void accept(ClusterEvent event) {
    switch (event) {
      case ClusterEvent.NodeChanged(var node) -> nodes.put(node.name(), node);
      case ClusterEvent.PodChanged(var pod) -> pods.put(pod.uid(), pod);
      default -> {}
    }
  }

  /**
   * What is wrong, in a few words; empty if nothing.
   *
   * @param expected pods that should be bound
   * @param minMember of every gang
   */
  String fault(int bound, int expected, int minMember) {
    if (bound < expected) {
      return "INCOMPLETE: " + bound + " of " + expected + " bound";
    }
    int over = overcommittedNodes();
    int partial = partialGangs(minMember);
    return over + partial == 0
        ? ""
        : "WRONG: " + over + " nodes overcommitted, " + partial + " gangs partial";
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

  /** PodGroups of which some pods are bound, but fewer than their minimum. */
  synchronized int partialGangs(int minMember) {
    Map<String, Integer> placed = new HashMap<>();
    for (PodSpec pod : pods.values()) {
      if (pod.podGroup() != null && pod.nodeName() != null) {
        placed.merge(pod.podGroup(), 1, Integer::sum);
      }
    }
    return (int) placed.values().stream().filter(count -> count < minMember).count();
  }
}
