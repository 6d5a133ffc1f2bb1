package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodPhase;
import dev.basalt.sim.time.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * PodDisruptionBudgets as the API server and their controller keep them: an eviction takes one of
 * what a budget allows, at once; what it allows is counted anew a moment after a pod changed.
 */
final class BudgetController implements ClusterObserver {
  /** Until the controller has looked. */
  private static final Duration COUNTED_AFTER = Duration.ofMillis(100);

  private record Kept(DisruptionBudgetSpec spec, int minAvailable) {}

  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final Map<String, Kept> budgets = new LinkedHashMap<>();
  private int refusals;

  BudgetController(SimulatedApiServer server, Timeline timeline) {
    this.server = server;
    this.timeline = timeline;
  }

  /** Creates or changes a budget under which so many selected pods must stay healthy. */
  void put(String namespace, String name, LabelSelector selector, int minAvailable) {
    DisruptionBudgetSpec spec =
        DisruptionBudgetSpec.builder("budget-" + namespace + "-" + name, namespace, name)
            .selector(selector)
            .build();
    budgets.put(spec.key(), new Kept(spec, minAvailable));
    count(spec.key());
  }

  /** Evictions that a budget refused so far. */
  int refusals() {
    return refusals;
  }

  /** Deletes a pod by the rules of the Eviction API. */
  Reply evict(String podUid) {
    SimulatedPod pod = server.pod(podUid);
    if (pod != null && !pod.deleting() && pod.phase() == PodPhase.RUNNING) {
      List<Kept> covering = covering(pod);
      String refusal = refusal(covering);
      if (refusal != null) {
        refusals++;
        return new Reply(Reply.Outcome.UNAVAILABLE, "TooManyRequests", refusal);
      }
      for (Kept budget : covering) {
        store(budget, budget.spec().disruptionsAllowed() - 1);
      }
    }
    return server.deletePod(podUid);
  }

  private static @Nullable String refusal(List<Kept> covering) {
    if (covering.size() > 1) {
      return "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
    }
    return !covering.isEmpty() && covering.getFirst().spec().disruptionsAllowed() <= 0
        ? "Cannot evict pod as it would violate the pod's disruption budget."
        : null;
  }

  @Override
  public void podRunning(SimulatedPod pod) {
    countSoon(pod);
  }

  @Override
  public void podDeleting(SimulatedPod pod) {
    countSoon(pod);
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    countSoon(pod);
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    countSoon(pod);
  }

  private void countSoon(SimulatedPod pod) {
    for (Kept budget : covering(pod)) {
      timeline.after(
          COUNTED_AFTER.toNanos(), () -> server.whenUp(() -> count(budget.spec().key())));
    }
  }

  private List<Kept> covering(SimulatedPod pod) {
    List<Kept> covering = new ArrayList<>();
    for (Kept budget : budgets.values()) {
      if (selects(budget, pod)) {
        covering.add(budget);
      }
    }
    return covering;
  }

  private static boolean selects(Kept budget, SimulatedPod pod) {
    return budget.spec().namespace().equals(pod.origin().namespace())
        && budget.spec().selector().matches(pod.template().labels());
  }

  private void count(String key) {
    Kept budget = budgets.get(key);
    if (budget == null) {
      return;
    }
    int healthy = 0;
    for (SimulatedPod pod : server.pods()) {
      healthy += pod.phase() == PodPhase.RUNNING && !pod.deleting() && selects(budget, pod) ? 1 : 0;
    }
    store(budget, Math.max(0, healthy - budget.minAvailable()));
  }

  private void store(Kept budget, int allowed) {
    DisruptionBudgetSpec spec = budget.spec().toBuilder().disruptionsAllowed(allowed).build();
    budgets.put(spec.key(), new Kept(spec, budget.minAvailable()));
    server
        .store()
        .put(
            ObjectKind.DISRUPTION_BUDGET,
            spec.key(),
            spec.uid(),
            new ClusterEvent.DisruptionBudgetChanged(spec),
            new ClusterEvent.DisruptionBudgetGone(spec.namespace(), spec.name(), spec.uid()));
  }
}
