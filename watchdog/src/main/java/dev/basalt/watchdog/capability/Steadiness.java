package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps one queue's capability from following each passing change. It falls no lower than the
 * highest that was wanted within the time before a fall, and rises no higher than the lowest that
 * was wanted within the time before a rise: what comes and goes within these is not seen. Each time
 * after the first within {@link #MEMORY} that more is wanted again after less was, the time before
 * a rise doubles, to {@link #LONGEST_RISE} at most: a node that comes and goes slowly is left out
 * as long as it does.
 *
 * <p>One thread; times are those of a clock that only goes forward, in nanoseconds.
 */
final class Steadiness {
  /** For how long a fall or a rise counts. */
  static final long MEMORY = Duration.ofMinutes(10).toNanos();

  /** The longest time before a rise, unless it is longer by setting. */
  static final long LONGEST_RISE = Duration.ofMinutes(5).toNanos();

  private static final long UNLIMITED = Long.MAX_VALUE;

  /** From a nanosecond to longer than any time before a rise; and an hour so often doubled fits. */
  private static final int MOST_DOUBLINGS = 20;

  /** What was wanted from a time on. */
  private record Wanted(long nanos, ResourceList target) {}

  private final long beforeFall;
  private final long beforeRise;
  private final List<Wanted> wanted = new ArrayList<>();
  private final Deque<Long> returns = new ArrayDeque<>();
  private boolean fell;
  private long fellNanos;

  /**
   * Of a queue that nothing is known of yet.
   *
   * @param beforeFall how long less must have been wanted, at least 0
   * @param beforeRise how long more must have been wanted, at least 0
   */
  Steadiness(Duration beforeFall, Duration beforeRise) {
    this.beforeFall = beforeFall.toNanos();
    this.beforeRise = beforeRise.toNanos();
  }

  /** Takes note of what should be from now on. */
  void want(long now, ResourceList target) {
    if (wanted.isEmpty()) {
      wanted.add(new Wanted(now, target));
    } else if (!wanted.getLast().target().equals(target)) {
      turn(now, wanted.getLast().target(), target);
      wanted.add(new Wanted(now, target));
    }
    long longest = Math.max(Math.max(beforeFall, beforeRise), LONGEST_RISE);
    while (wanted.size() > 1 && now - wanted.get(1).nanos() >= longest) {
      wanted.removeFirst();
    }
  }

  /**
   * What is to be written now.
   *
   * @param is the capability as it is; empty: it is set at once
   * @param hysteresis a change of less than so many hundredths of a per cent of each resource is
   *     not made
   * @param guarantee a capability below that is raised, however little
   * @return {@code is} if nothing is to be written
   */
  ResourceList next(long now, ResourceList is, int hysteresis, ResourceList guarantee) {
    ResourceList target = wanted.getLast().target();
    if (is.isEmpty()) {
      return target;
    }
    Map<String, Long> next = new HashMap<>();
    boolean matters = false;
    for (String resource : names(is, target)) {
      long before = amount(is, resource);
      long after = next(now, resource, before);
      if (after != UNLIMITED) {
        next.put(resource, after);
      }
      matters |= matters(before, after, hysteresis);
      matters |= before != after && before < guarantee.get(resource);
    }
    return matters ? ResourceList.of(next) : is;
  }

  /** How long until {@link #next} may say something else although nothing else is wanted. */
  Duration untilNews(long now) {
    long first = Long.MAX_VALUE;
    for (long span : new long[] {beforeFall, riseNanos(now)}) {
      for (Wanted change : wanted) {
        long left = change.nanos() + span - now;
        if (left > 0) {
          first = Math.min(first, left);
        }
      }
    }
    return Duration.ofNanos(first == Long.MAX_VALUE ? MEMORY : first);
  }

  /** Notes whether more is wanted again after less was. */
  private void turn(long now, ResourceList before, ResourceList after) {
    boolean falls = false;
    boolean rises = false;
    for (String resource : names(before, after)) {
      falls |= amount(after, resource) < amount(before, resource);
      rises |= amount(after, resource) > amount(before, resource);
    }
    if (rises && fell && now - fellNanos < MEMORY) {
      returns.addLast(now);
      if (returns.size() > MOST_DOUBLINGS) {
        returns.removeFirst();
      }
      fell = false;
    }
    if (falls) {
      fell = true;
      fellNanos = now;
    }
  }

  private long next(long now, String resource, long before) {
    long highest = highest(now, resource);
    if (before > highest) {
      return highest;
    }
    return Math.max(before, lowest(now, resource));
  }

  private long highest(long now, String resource) {
    long highest = now - wanted.getFirst().nanos() >= beforeFall ? 0 : UNLIMITED;
    for (int i = 0; i < wanted.size(); i++) {
      if (within(now, i, beforeFall)) {
        highest = Math.max(highest, amount(wanted.get(i).target(), resource));
      }
    }
    return highest;
  }

  private long lowest(long now, String resource) {
    long span = riseNanos(now);
    long lowest = now - wanted.getFirst().nanos() >= span ? UNLIMITED : 0;
    for (int i = 0; i < wanted.size(); i++) {
      if (within(now, i, span)) {
        lowest = Math.min(lowest, amount(wanted.get(i).target(), resource));
      }
    }
    return lowest;
  }

  /** Whether something was still wanted within a time before now. */
  private boolean within(long now, int index, long span) {
    return index == wanted.size() - 1 || now - wanted.get(index + 1).nanos() < span;
  }

  private long riseNanos(long now) {
    while (!returns.isEmpty() && now - returns.getFirst() >= MEMORY) {
      returns.removeFirst();
    }
    long doubled = beforeRise << Math.max(0, returns.size() - 1);
    return Math.max(beforeRise, Math.min(doubled, LONGEST_RISE));
  }

  private static boolean matters(long before, long after, int hysteresis) {
    if (before == after) {
      return false;
    }
    if (before == UNLIMITED || after == UNLIMITED) {
      return true;
    }
    return Math.abs((double) after - before) * CapabilityRule.WHOLE >= (double) before * hysteresis;
  }

  private static Set<String> names(ResourceList first, ResourceList second) {
    Set<String> names = new TreeSet<>();
    first.forEach((name, amount) -> names.add(name));
    second.forEach((name, amount) -> names.add(name));
    return names;
  }

  private static long amount(ResourceList amounts, String resource) {
    return amounts.has(resource) ? amounts.get(resource) : UNLIMITED;
  }
}
