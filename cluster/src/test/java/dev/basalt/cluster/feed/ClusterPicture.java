package dev.basalt.cluster.feed;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.NodeSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The cluster as the events of one feed paint it; notes events that break the feed's promises. */
final class ClusterPicture implements Consumer<ClusterEvent> {
  private static final Duration DEADLINE = Duration.ofSeconds(90);

  private final Map<String, Object> objects = new TreeMap<>();
  private final List<String> breaches = new ArrayList<>();
  private int synced;

  @Override
  public synchronized void accept(ClusterEvent event) {
    switch (event) {
      case ClusterEvent.NodeChanged changed -> {
        Object before = objects.put("node " + changed.node().name(), changed.node());
        if (before instanceof NodeSpec old && !old.uid().equals(changed.node().uid())) {
          breaches.add("node " + old.name() + " replaced without an end");
        }
      }
      case ClusterEvent.NodeGone gone -> remove("node " + gone.name());
      case ClusterEvent.PodChanged changed ->
          objects.put("pod " + changed.pod().uid(), changed.pod());
      case ClusterEvent.PodGone gone -> remove("pod " + gone.uid());
      case ClusterEvent.PodGroupChanged changed ->
          objects.put("group " + changed.group().key(), changed.group());
      case ClusterEvent.PodGroupGone gone ->
          remove("group " + gone.namespace() + "/" + gone.name());
      case ClusterEvent.QueueChanged changed ->
          objects.put("queue " + changed.queue().name(), changed.queue());
      case ClusterEvent.QueueGone gone -> remove("queue " + gone.name());
      case ClusterEvent.PriorityClassChanged changed ->
          objects.put("class " + changed.name(), changed);
      case ClusterEvent.PriorityClassGone gone -> remove("class " + gone.name());
      case ClusterEvent.NamespaceChanged changed ->
          objects.put("namespace " + changed.namespace().name(), changed.namespace());
      case ClusterEvent.NamespaceGone gone -> remove("namespace " + gone.name());
      case ClusterEvent.ResourceQuotaChanged changed ->
          objects.put("quota " + changed.quota().key(), changed.quota());
      case ClusterEvent.ResourceQuotaGone gone ->
          remove("quota " + gone.namespace() + "/" + gone.name());
      case ClusterEvent.DisruptionBudgetChanged changed ->
          objects.put("budget " + changed.budget().key(), changed.budget());
      case ClusterEvent.DisruptionBudgetGone gone ->
          remove("budget " + gone.namespace() + "/" + gone.name());
      case ClusterEvent.FeedsSynced _ -> synced++;
      default -> breaches.add("a feed tells no " + event);
    }
    notifyAll();
  }

  private void remove(String key) {
    if (objects.remove(key) == null) {
      breaches.add("end of something unknown: " + key);
    }
  }

  /** A copy of what is there, by kind and name (pods: UID). */
  synchronized Map<String, Object> objects() {
    return new TreeMap<>(objects);
  }

  synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }

  /** How often the end of the initial objects was told. */
  synchronized int synced() {
    return synced;
  }

  /** Waits until the picture fulfils something. */
  synchronized void await(String what, Predicate<Map<String, Object>> fulfilled)
      throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!fulfilled.test(objects)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("never " + what + "; there: " + objects.keySet());
      }
      wait(left);
    }
  }
}
