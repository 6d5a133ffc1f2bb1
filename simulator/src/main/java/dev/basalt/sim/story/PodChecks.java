package dev.basalt.sim.story;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.story.World.PodSight;
import dev.basalt.sim.story.World.PodSight.State;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Checks of where the pods of a subject are, how many, and in which order they came there. */
final class PodChecks {
  static final Map<String, Checks.Reader> READERS =
      Map.ofEntries(
          Map.entry("bound", count(PodSight::bound)),
          Map.entry("boundAtLeast", atLeast(PodSight::bound)),
          Map.entry("boundAtMost", atMost(PodSight::bound)),
          Map.entry("placed", count(pod -> pod.node() != null)),
          Map.entry("pending", count(pod -> pod.state() == State.PENDING)),
          Map.entry("succeeded", count(pod -> pod.state() == State.SUCCEEDED)),
          Map.entry("failed", count(pod -> pod.state() == State.FAILED)),
          Map.entry("evicted", count(PodSight::evicted)),
          Map.entry("evictedAtMost", atMost(PodSight::evicted)),
          Map.entry("nodes", PodChecks::nodes),
          Map.entry("nodesUsed", PodChecks::nodesUsed),
          Map.entry("holds", PodChecks::holds),
          Map.entry("holdsAtLeast", PodChecks::holdsAtLeast),
          Map.entry("holdsAtMost", PodChecks::holdsAtMost));

  private PodChecks() {}

  /** All pods of what is listed first are bound before any of what follows. */
  static Check order(Section item, String field, Subject subject) throws StoryFormatException {
    List<String> names = item.list(field);
    if (names.size() < 2) {
      throw item.bad(field, "must list at least two jobs or pods, first ones first");
    }
    return world -> {
      int latest = -1;
      for (String name : names) {
        int earliest = Integer.MAX_VALUE;
        int last = latest;
        for (PodSight pod : world.pods()) {
          if (isOf(name, pod) && pod.node() != null) {
            earliest = Math.min(earliest, pod.boundAs());
            last = Math.max(last, pod.boundAs());
          }
        }
        if (earliest == Integer.MAX_VALUE) {
          return name + " was never bound, expected in the order " + names;
        }
        if (earliest < latest) {
          return name + " was bound before one that must come first, expected order " + names;
        }
        latest = last;
      }
      return null;
    };
  }

  private static boolean isOf(String name, PodSight pod) {
    String key = Subject.qualified(name);
    return key.equals(pod.key()) || key.equals(pod.job());
  }

  private static Checks.Reader count(Predicate<PodSight> which) {
    return counted(which, "", wanted -> seen -> seen == wanted);
  }

  private static Checks.Reader atLeast(Predicate<PodSight> which) {
    return counted(which, "at least ", wanted -> seen -> seen >= wanted);
  }

  private static Checks.Reader atMost(Predicate<PodSight> which) {
    return counted(which, "at most ", wanted -> seen -> seen <= wanted);
  }

  /** Which counts are right for a number in a story. */
  @FunctionalInterface
  private interface Rule {
    IntPredicate of(int wanted);
  }

  private static Checks.Reader counted(Predicate<PodSight> which, String bound, Rule rule) {
    return (item, field, subject) -> {
      int wanted = item.whole(field, 0);
      return world -> {
        int seen = (int) subject.pods(world).stream().filter(which).count();
        return rule.of(wanted).test(seen)
            ? null
            : field + " is " + seen + ", expected " + bound + wanted + where(subject, world);
      };
    };
  }

  private static Check nodes(Section item, String field, Subject subject)
      throws StoryFormatException {
    Set<String> wanted = new TreeSet<>(item.list(field));
    return world -> {
      Set<String> seen = used(subject, world);
      return seen.equals(wanted) ? null : "nodes are " + seen + ", expected " + wanted;
    };
  }

  private static Check nodesUsed(Section item, String field, Subject subject)
      throws StoryFormatException {
    int wanted = item.whole(field, 0);
    return world -> {
      Set<String> seen = used(subject, world);
      return seen.size() == wanted
          ? null
          : seen.size() + " nodes are used " + seen + ", expected " + wanted;
    };
  }

  private static Set<String> used(Subject subject, World world) {
    return subject.pods(world).stream()
        .filter(PodSight::bound)
        .map(pod -> String.valueOf(pod.node()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Check holds(Section item, String field, Subject subject)
      throws StoryFormatException {
    return held(item, field, subject, "", comparison -> comparison == 0);
  }

  private static Check holdsAtLeast(Section item, String field, Subject subject)
      throws StoryFormatException {
    return held(item, field, subject, "at least ", comparison -> comparison >= 0);
  }

  private static Check holdsAtMost(Section item, String field, Subject subject)
      throws StoryFormatException {
    return held(item, field, subject, "at most ", comparison -> comparison <= 0);
  }

  private static Check held(
      Section item, String field, Subject subject, String bound, IntPredicate right)
      throws StoryFormatException {
    ResourceList wanted = item.amounts(field);
    return world -> {
      ResourceList seen = ResourceList.EMPTY;
      for (PodSight pod : subject.pods(world)) {
        seen = pod.bound() ? seen.plus(pod.requests()) : seen;
      }
      for (int i = 0; i < wanted.size(); i++) {
        if (!right.test(Long.compare(seen.get(wanted.name(i)), wanted.amount(i)))) {
          return "holds " + seen + ", expected " + bound + wanted + where(subject, world);
        }
      }
      return null;
    };
  }

  /** What is said of a subject that is not as expected: mostly that explains it. */
  private static String where(Subject subject, World world) {
    return SaidChecks.said(subject, world).stream()
        .findFirst()
        .map(said -> "; it waits: " + said.reason() + ": " + said.message())
        .orElse("");
  }
}
