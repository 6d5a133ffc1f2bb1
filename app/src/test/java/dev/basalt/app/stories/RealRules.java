package dev.basalt.app.stories;

import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.check.Violation.Rule;
import dev.basalt.sim.story.World.PodSight;
import dev.basalt.sim.story.World.PodSight.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that hold in every story, told of each change of a pod in the order of the API server:
 * no node overcommitted by a binding, no pod bound twice, no gang half-started for long. Thread
 * safe.
 */
final class RealRules {
  private static final String PODS = "pods";

  /** A broken rule. */
  record Broken(Rule rule, String what) {}

  private static final class Gang {
    private int minMember;
    private boolean started;
    private long partialSinceNanos;
    private final Set<String> bound = new HashSet<>();
  }

  private final Map<String, ResourceList> allocatable = new HashMap<>();
  private final Map<String, Map<String, ResourceList>> held = new HashMap<>();
  private final Map<String, Gang> gangs = new HashMap<>();
  private final List<Broken> broken = new ArrayList<>();

  synchronized void node(String name, ResourceList room) {
    allocatable.put(name, room);
  }

  synchronized void gang(String key, int minMember) {
    gangs.computeIfAbsent(key, first -> new Gang()).minMember = minMember;
  }

  synchronized void gangGone(String key) {
    gangs.remove(key);
  }

  /** What was broken so far; a gang counts that has been part-bound for longer than a while. */
  synchronized List<Broken> broken(Duration patience) {
    List<Broken> all = new ArrayList<>(broken);
    gangs.forEach((key, gang) -> {
      boolean partial = !gang.started && !gang.bound.isEmpty();
      if (partial && System.nanoTime() - gang.partialSinceNanos > patience.toNanos()) {
        all.add(
            new Broken(
                Rule.GANG_PARTIAL,
                key + ": " + gang.bound.size() + " of " + gang.minMember + " pods hold room"));
      }
    });
    return all;
  }

  /** A pod is now like this. */
  synchronized void seen(String uid, @Nullable PodSight before, PodSight now) {
    String node = now.node();
    String former = before == null ? null : before.node();
    if (former != null && node != null && !former.equals(node)) {
      broken.add(new Broken(Rule.BOUND_TWICE, now.key() + ": to " + former + ", then to " + node));
    }
    if (node == null) {
      return;
    }
    Map<String, ResourceList> holders = held.computeIfAbsent(node, first -> new HashMap<>());
    if (now.state() != State.BOUND) {
      holders.remove(uid);
    } else if (holders.put(uid, now.requests()) == null) {
      checkRoom(now.key(), node, holders);
    }
    if (now.job() != null) {
      boolean holds =
          (now.state() == State.BOUND && !now.evicted()) || now.state() == State.SUCCEEDED;
      follow(now.job(), uid, holds);
    }
  }

  private void follow(String job, String uid, boolean holds) {
    Gang gang = gangs.get(job);
    if (gang == null) {
      return;
    }
    boolean wasEmpty = gang.bound.isEmpty();
    if (!(holds ? gang.bound.add(uid) : gang.bound.remove(uid))) {
      return;
    }
    gang.started |= gang.minMember > 0 && gang.bound.size() >= gang.minMember;
    if (wasEmpty) {
      gang.partialSinceNanos = System.nanoTime();
    }
  }

  private void checkRoom(String pod, String node, Map<String, ResourceList> holders) {
    ResourceList room = allocatable.get(node);
    if (room == null) {
      return;
    }
    ResourceList sum = ResourceList.EMPTY;
    for (ResourceList holder : holders.values()) {
      sum = sum.plus(holder);
    }
    sum = sum.plus(ResourceList.of(Map.of(PODS, (long) holders.size())));
    for (int i = 0; i < sum.size(); i++) {
      String resource = sum.name(i);
      if (sum.amount(i) > room.get(resource)) {
        broken.add(
            new Broken(
                Rule.NODE_OVERCOMMITTED,
                "%s: %s of %s %s after %s was bound"
                    .formatted(
                        node,
                        Quantities.format(resource, sum.amount(i)),
                        Quantities.format(resource, room.get(resource)),
                        resource,
                        pod)));
      }
    }
  }
}
