package dev.basalt.sim.check;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.SubGroupPolicy;
import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.cluster.ClusterObserver;
import dev.basalt.sim.cluster.SimulatedPod;
import dev.basalt.sim.time.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Knows which gangs and sub-groups hold room with fewer pods than they need to start, and for how
 * long.
 */
public final class GangCheck implements ClusterObserver {
  private static final long WHOLE = -1;

  /** Shorter spells are what a scheduler that binds pod by pod cannot avoid; none is kept. */
  private static final long SHORT_NANOS = Duration.ofSeconds(5).toNanos();

  private record Spell(Violation violation, long nanos) {}

  /** Pods that start together: a gang, or a sub-group of one. */
  private static final class Whole {
    private final String key;
    private int minimum;
    private final Set<String> bound = new HashSet<>();
    private boolean started;
    private long partialSinceNanos = WHOLE;

    Whole(String key) {
      this.key = key;
    }

    boolean enough() {
      return started || (minimum > 0 && bound.size() >= minimum);
    }
  }

  private static final class Gang {
    private final Whole all;
    private List<SubGroupPolicy> policies = List.of();
    private final Map<SubGroupPolicy, Map<String, Whole>> parts = new LinkedHashMap<>();

    Gang(String key) {
      all = new Whole(key);
    }

    boolean enough() {
      if (!all.enough()) {
        return false;
      }
      for (SubGroupPolicy policy : policies) {
        long formed =
            parts.getOrDefault(policy, Map.of()).values().stream().filter(Whole::enough).count();
        if (formed < policy.minSubGroups()) {
          return false;
        }
      }
      return true;
    }

    @Nullable Whole partOf(SimulatedPod pod) {
      for (SubGroupPolicy policy : policies) {
        String values = policy.valuesOf(pod.template().labels());
        if (values != null) {
          Whole part =
              parts
                  .computeIfAbsent(policy, unseen -> new LinkedHashMap<>())
                  .computeIfAbsent(
                      values,
                      unseen -> new Whole(all.key + " " + policy.name() + "[" + values + "]"));
          part.minimum = policy.size();
          return part;
        }
      }
      return null;
    }

    void each(Consumer<Whole> action) {
      action.accept(all);
      parts.values().forEach(ofPolicy -> ofPolicy.values().forEach(action));
    }
  }

  private final Timeline timeline;
  private final Map<String, Gang> gangs = new LinkedHashMap<>();
  private final List<Spell> past = new ArrayList<>();

  public GangCheck(Timeline timeline) {
    this.timeline = timeline;
  }

  /**
   * Gangs that never started and have held some but not enough pods for longer than a while.
   *
   * @param patience the scheduler's completion time-out, plus what an eviction may take
   */
  public List<Violation> partialFor(Duration patience) {
    List<Violation> partial = new ArrayList<>();
    for (Gang gang : gangs.values()) {
      gang.each(whole -> {
        long since = whole.partialSinceNanos;
        if (since != WHOLE && timeline.nanos() - since > patience.toNanos()) {
          partial.add(violation(whole));
        }
      });
    }
    return partial;
  }

  /** The same, and gangs that were so once: started since, evicted or deleted. */
  public List<Violation> everPartialFor(Duration patience) {
    List<Violation> partial = partialFor(patience);
    for (Spell spell : past) {
      if (spell.nanos() > patience.toNanos()) {
        partial.add(spell.violation());
      }
    }
    return partial;
  }

  @Override
  public void groupChanged(PodGroupSpec group) {
    Gang gang = gang(group.key());
    gang.all.minimum = group.minMember();
    gang.policies = group.subGroupPolicies();
    update(gang);
  }

  @Override
  public void groupRemoved(PodGroupSpec group) {
    Gang gang = gangs.remove(group.key());
    if (gang != null) {
      gang.each(this::endSpell);
    }
  }

  @Override
  public void podBound(SimulatedPod pod) {
    Gang gang = gangOf(pod);
    if (gang != null && gang.all.bound.add(pod.uid())) {
      Whole part = gang.partOf(pod);
      if (part != null) {
        part.bound.add(pod.uid());
      }
      update(gang);
    }
  }

  @Override
  public void podDeleting(SimulatedPod pod) {
    left(pod);
  }

  @Override
  public void podEnded(SimulatedPod pod) {
    if (pod.phase() == PodPhase.FAILED) {
      left(pod);
    }
  }

  @Override
  public void podRemoved(SimulatedPod pod) {
    left(pod);
  }

  private void left(SimulatedPod pod) {
    Gang gang = gangOf(pod);
    if (gang != null && gang.all.bound.contains(pod.uid())) {
      gang.each(whole -> whole.bound.remove(pod.uid()));
      update(gang);
    }
  }

  private void update(Gang gang) {
    gang.parts
        .values()
        .forEach(parts -> parts.values().forEach(part -> update(part, part.enough())));
    update(gang.all, gang.enough());
  }

  private void update(Whole whole, boolean enough) {
    whole.started |= enough;
    if (whole.started || whole.bound.isEmpty()) {
      endSpell(whole);
    } else if (whole.partialSinceNanos == WHOLE) {
      whole.partialSinceNanos = timeline.nanos();
    }
  }

  private void endSpell(Whole whole) {
    long since = whole.partialSinceNanos;
    if (since != WHOLE && timeline.nanos() - since > SHORT_NANOS) {
      past.add(new Spell(violation(whole), timeline.nanos() - since));
    }
    whole.partialSinceNanos = WHOLE;
  }

  private static Violation violation(Whole whole) {
    return new Violation(
        Rule.GANG_PARTIAL,
        whole.key,
        whole.bound.size() + " of " + whole.minimum + " pods hold room",
        whole.partialSinceNanos);
  }

  private @Nullable Gang gangOf(SimulatedPod pod) {
    return pod.groupKey() == null ? null : gang(pod.groupKey());
  }

  private Gang gang(String key) {
    return gangs.computeIfAbsent(key, Gang::new);
  }
}
