package dev.basalt.sim.check;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
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
import org.jspecify.annotations.Nullable;

/** Knows which gangs hold room with fewer pods than they need to start, and for how long. */
public final class GangCheck implements ClusterObserver {
  private static final long WHOLE = -1;

  /** Shorter spells are what a scheduler that binds pod by pod cannot avoid; none is kept. */
  private static final long SHORT_NANOS = Duration.ofSeconds(5).toNanos();

  private record Spell(Violation violation, long nanos) {}

  private static final class Gang {
    private final String key;
    private int minMember;
    private final Set<String> bound = new HashSet<>();
    private boolean started;
    private long partialSinceNanos = WHOLE;

    Gang(String key) {
      this.key = key;
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
      long since = gang.partialSinceNanos;
      if (since != WHOLE && timeline.nanos() - since > patience.toNanos()) {
        partial.add(violation(gang));
      }
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
    gang(group.key()).minMember = group.minMember();
    update(gang(group.key()));
  }

  @Override
  public void groupRemoved(PodGroupSpec group) {
    Gang gang = gangs.remove(group.key());
    if (gang != null) {
      endSpell(gang);
    }
  }

  @Override
  public void podBound(SimulatedPod pod) {
    Gang gang = gangOf(pod);
    if (gang != null && gang.bound.add(pod.uid())) {
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
    if (gang != null && gang.bound.remove(pod.uid())) {
      update(gang);
    }
  }

  private void update(Gang gang) {
    if (gang.minMember > 0 && gang.bound.size() >= gang.minMember) {
      gang.started = true;
    }
    boolean partial = !gang.started && !gang.bound.isEmpty();
    if (!partial) {
      endSpell(gang);
    } else if (gang.partialSinceNanos == WHOLE) {
      gang.partialSinceNanos = timeline.nanos();
    }
  }

  private void endSpell(Gang gang) {
    long since = gang.partialSinceNanos;
    if (since != WHOLE && timeline.nanos() - since > SHORT_NANOS) {
      past.add(new Spell(violation(gang), timeline.nanos() - since));
    }
    gang.partialSinceNanos = WHOLE;
  }

  private static Violation violation(Gang gang) {
    return new Violation(
        Rule.GANG_PARTIAL,
        gang.key,
        gang.bound.size() + " of " + gang.minMember + " pods hold room",
        gang.partialSinceNanos);
  }

  private @Nullable Gang gangOf(SimulatedPod pod) {
    return pod.groupKey() == null ? null : gang(pod.groupKey());
  }

  private Gang gang(String key) {
    return gangs.computeIfAbsent(key, Gang::new);
  }
}
