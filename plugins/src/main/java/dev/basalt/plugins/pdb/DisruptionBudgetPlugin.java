package dev.basalt.plugins.pdb;

import dev.basalt.core.event.DisruptionBudgetSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.AllocationListener;
import dev.basalt.core.spi.Arguments;
import dev.basalt.core.spi.Hooks;
import dev.basalt.core.spi.Plugin;
import dev.basalt.core.spi.PluginFactory;
import dev.basalt.core.spi.SessionView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets preempt and reclaim evict no more pods of a PodDisruptionBudget than it allows, those on
 * their way counted, so that the Eviction API, which has the last word, seldom refuses one.
 *
 * <p>As there: a pod that does not run yet needs no budget, and one that more than one budget
 * covers cannot be evicted at all.
 */
public final class DisruptionBudgetPlugin implements Plugin, AllocationListener {
  /** Pods whose eviction was decided and that do not show it yet. */
  private final Set<Task> leaving = new LinkedHashSet<>();

  /** Makes the plugin {@code pdb}, which has no arguments. */
  public static final class Factory implements PluginFactory {
    @Override
    public String name() {
      return "pdb";
    }

    @Override
    public DisruptionBudgetPlugin create(Arguments arguments) {
      return new DisruptionBudgetPlugin();
    }
  }

  @Override
  public void register(Hooks hooks) {
    hooks.preemptable((preemptor, candidates) -> withinBudgets(candidates));
    hooks.reclaimable((preemptor, candidates) -> withinBudgets(candidates));
    hooks.returnable((taker, candidates) -> withinBudgets(candidates));
    hooks.allocation(this);
  }

  @Override
  public void sessionOpened(SessionView session) {
    if (!leaving.isEmpty()) {
      leaving.removeIf(task -> !task.evicting() || showsItsEnd(task));
    }
  }

  /** A pod that shows its end, or is gone, is counted by its budget's controller from then on. */
  private static boolean showsItsEnd(Task task) {
    return task.gone() || task.pod().deleting() || task.pod().phase().terminal();
  }

  @Override
  public void allocated(Task task) {
    if (!leaving.isEmpty()) {
      leaving.remove(task);
    }
  }

  @Override
  public void deallocated(Task task) {
    if (task.evicting() && !task.namespace().budgets().isEmpty()) {
      leaving.add(task);
    }
  }

  private @Nullable List<Task> withinBudgets(List<Task> candidates) {
    boolean covered = false;
    for (int i = 0; i < candidates.size(); i++) {
      covered |= !candidates.get(i).namespace().budgets().isEmpty();
    }
    if (!covered) {
      return null;
    }
    List<Task> go = new ArrayList<>(candidates.size());
    Map<DisruptionBudgetSpec, Integer> going = new HashMap<>();
    for (Task candidate : candidates) {
      if (needsNone(candidate)) {
        go.add(candidate);
        continue;
      }
      List<DisruptionBudgetSpec> budgets = covering(candidate);
      boolean may = budgets.size() <= 1;
      if (budgets.size() == 1) {
        DisruptionBudgetSpec budget = budgets.getFirst();
        int with = going.computeIfAbsent(budget, this::onTheirWay) + 1;
        may = budget.problem() == null && with <= budget.disruptionsAllowed();
        if (may) {
          going.put(budget, with);
        }
      }
      if (may) {
        go.add(candidate);
      }
    }
    return go;
  }

  private int onTheirWay(DisruptionBudgetSpec budget) {
    int count = 0;
    for (Task task : leaving) {
      boolean counted =
          task.evicting()
              && !needsNone(task)
              && task.namespace().name().equals(budget.namespace())
              && budget.selector().matches(task.pod().labels());
      count += counted ? 1 : 0;
    }
    return count;
  }

  private static boolean needsNone(Task task) {
    return task.pod().phase() == PodPhase.PENDING;
  }

  private static List<DisruptionBudgetSpec> covering(Task task) {
    List<DisruptionBudgetSpec> covering = new ArrayList<>(1);
    List<DisruptionBudgetSpec> budgets = task.namespace().budgets();
    for (int i = 0; i < budgets.size(); i++) {
      if (budgets.get(i).selector().matches(task.pod().labels())) {
        covering.add(budgets.get(i));
      }
    }
    return covering;
  }
}
