package dev.basalt.core.session;

import dev.basalt.core.model.Queue;
import dev.basalt.core.model.Task;
import dev.basalt.core.spi.QueuePreemptive;
import dev.basalt.core.spi.VictimFilter;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the plugins say about evictions: which pods may go for whom, and which queue may claim room
 * so.
 *
 * <p>The lists of victims of all plugins that vote are intersected, whatever their tier. (In
 * Volcano the first tier with a list decides, which silently switches off the guards in later
 * tiers.)
 */
public final class EvictionPolicy {
  final List<List<VictimFilter>> preemptables = new ArrayList<>();
  final List<List<VictimFilter>> reclaimables = new ArrayList<>();
  final List<VictimFilter> returnables = new ArrayList<>();
  final List<QueuePreemptive> preemptives = new ArrayList<>();
  private final IdentityHashMap<VictimFilter, String> pluginsOfFilters = new IdentityHashMap<>();

  EvictionPolicy() {}

  /** Begins the next tier. */
  void nextTier() {
    preemptables.add(new ArrayList<>());
    reclaimables.add(new ArrayList<>());
  }

  /** Notes which plugin a filter is of. */
  void name(VictimFilter filter, String plugin) {
    pluginsOfFilters.put(filter, plugin);
  }

  /** The candidates that may be evicted for a task of the same queue. */
  public List<Task> preemptable(Task preemptor, List<Task> candidates) {
    return victims(preemptables, preemptor, candidates);
  }

  /** The candidates that may be evicted for a task of another queue. */
  public List<Task> reclaimable(Task reclaimer, List<Task> candidates) {
    return victims(reclaimables, reclaimer, candidates);
  }

  /** Whether pods may all leave together a zone that takes back what it lent. */
  public boolean returnable(Task taker, List<Task> candidates) {
    for (VictimFilter filter : returnables) {
      List<Task> vote = filter.victims(taker, candidates);
      if (vote != null && !vote.containsAll(candidates)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The plugin that keeps one of the candidates from being evicted together, null if none does.
   *
   * @param fromOthers whether they are pods of other queues
   */
  public @Nullable String objector(Task preemptor, List<Task> candidates, boolean fromOthers) {
    boolean voted = false;
    for (List<VictimFilter> tier : fromOthers ? reclaimables : preemptables) {
      for (VictimFilter filter : tier) {
        List<Task> vote = filter.victims(preemptor, candidates);
        voted |= vote != null;
        if (vote != null && !vote.containsAll(candidates)) {
          return pluginsOfFilters.getOrDefault(filter, "");
        }
      }
    }
    return voted ? null : "the lack of a plugin that gives pods up";
  }

  /** Whether a queue may claim room for one more task by evictions. */
  public boolean mayClaim(Queue queue, Task task, boolean fromOthers) {
    for (int i = 0; i < preemptives.size(); i++) {
      if (!preemptives.get(i).mayClaim(queue, task, fromOthers)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a queue that may have no more may claim room for a task in the place of pods of queues
   * around it that it has a common limit with.
   */
  public boolean mayReplace(Queue queue, Task task) {
    for (int i = 0; i < preemptives.size(); i++) {
      QueuePreemptive preemptive = preemptives.get(i);
      if (!preemptive.mayClaim(queue, task, true) && !preemptive.mayReplace(queue, task)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a queue may hold one more task beside what is still on its way out of it. */
  public boolean mayHold(Queue queue, Task task) {
    for (int i = 0; i < preemptives.size(); i++) {
      if (!preemptives.get(i).mayHold(queue, task)) {
        return false;
      }
    }
    return true;
  }

  private static List<Task> victims(
      List<List<VictimFilter>> tiers, Task preemptor, List<Task> candidates) {
    List<Task> victims = null;
    for (List<VictimFilter> tier : tiers) {
      for (VictimFilter filter : tier) {
        List<Task> vote = filter.victims(preemptor, candidates);
        if (vote == null) {
          continue;
        }
        if (victims == null) {
          victims = new ArrayList<>(vote);
        } else {
          victims.retainAll(vote);
        }
      }
    }
    return victims == null ? List.of() : victims;
  }
}
