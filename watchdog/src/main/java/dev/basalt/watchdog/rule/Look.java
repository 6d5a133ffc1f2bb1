package dev.basalt.watchdog.rule;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.Moment;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.View;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One look at the cluster by all rules: sums that several of them need are made once. */
public final class Look {
  private final View view;
  private final Moment now;
  private final long sinceMillis;
  private final Map<String, Integer> leftOut;
  private @Nullable ResourceList total;
  private @Nullable ResourceList free;
  private @Nullable Map<String, ResourceList> held;

  /**
   * A look at a time.
   *
   * @param sinceMillis what happened before is not told, milliseconds since 1970
   * @param leftOut by rule, how much of what it found last has not fired, as too many alerts do
   */
  public Look(View view, Moment now, long sinceMillis, Map<String, Integer> leftOut) {
    this.view = view;
    this.now = now;
    this.sinceMillis = sinceMillis;
    this.leftOut = Map.copyOf(leftOut);
  }

  View view() {
    return view;
  }

  Moment now() {
    return now;
  }

  Map<String, Integer> leftOut() {
    return leftOut;
  }

  /** Whether something that happened then is told at all. */
  boolean tells(long millis) {
    return millis >= sinceMillis;
  }

  /** What nodes that take pods have in sum. */
  ResourceList total() {
    sumNodes();
    return total == null ? ResourceList.EMPTY : total;
  }

  /** What is free on them in sum. */
  ResourceList free() {
    sumNodes();
    return free == null ? ResourceList.EMPTY : free;
  }

  /** What the pods of a namespace hold in sum, pods included. */
  ResourceList held(String namespace) {
    Map<String, ResourceList> known = held;
    if (known == null) {
      Map<String, Map<String, Long>> sums = new HashMap<>();
      for (PodSight pod : view.pods()) {
        if (pod.holdsRoom()) {
          add(sums.computeIfAbsent(pod.key().namespace(), name -> new HashMap<>()), pod, 1);
        }
      }
      Map<String, ResourceList> lists = new HashMap<>();
      sums.forEach((name, sum) -> lists.put(name, ResourceList.of(sum)));
      held = lists;
      known = lists;
    }
    return known.getOrDefault(namespace, ResourceList.EMPTY);
  }

  private void sumNodes() {
    if (total != null) {
      return;
    }
    Set<String> usable = new HashSet<>();
    ResourceList sum = ResourceList.EMPTY;
    for (NodeSpec node : view.nodes()) {
      if (takesPods(node)) {
        usable.add(node.name());
        sum = sum.plus(node.allocatable());
      }
    }
    Map<String, Long> left = new HashMap<>(sum.toMap());
    for (PodSight pod : view.pods()) {
      if (pod.holdsRoom() && usable.contains(pod.node())) {
        add(left, pod, -1);
      }
    }
    left.replaceAll((name, amount) -> Math.max(0, amount));
    total = sum;
    free = ResourceList.of(left);
  }

  private static void add(Map<String, Long> sums, PodSight pod, int sign) {
    pod.requests()
        .forEach((name, amount) -> {
          if (!name.equals("pods")) {
            sums.merge(name, sign * amount, Long::sum);
          }
        });
    sums.merge("pods", (long) sign, Long::sum);
  }

  private static boolean takesPods(NodeSpec node) {
    return !node.unschedulable()
        && node.problem() == null
        && node.taints().stream().noneMatch(Look::keepsOff);
  }

  private static boolean keepsOff(Taint taint) {
    return taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE;
  }
}
