package dev.basalt.plugins.reference;

import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.plugins.reference.NaivePod.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A gang, a bag or a bare pod, counted anew each time it is asked. */
final class NaiveJob {
  final String namespace;
  final String name;
  final boolean bare;
  final String queue;
  final int minMember;
  final int priority;
  final long createdMillis;
  final List<NaivePod> pods = new ArrayList<>();

  /** Whether its PodGroup was seen; a bare pod needs none. */
  boolean known;

  boolean hadPods;
  boolean started;

  /** Part of it is bound, and the rest is not on its way. */
  boolean incomplete;

  /** Found no room, and nothing has happened since that could help it. */
  boolean parked;

  long parkedUntilNanos;

  NaiveJob(
      String namespace,
      String name,
      boolean bare,
      String queue,
      int minMember,
      int priority,
      long createdMillis) {
    this.namespace = namespace;
    this.name = name;
    this.bare = bare;
    this.queue = queue;
    this.minMember = minMember;
    this.priority = priority;
    this.createdMillis = createdMillis;
    this.known = bare;
  }

  String uid() {
    return "uid-" + name;
  }

  void enter(NaivePod pod) {
    if (pods.isEmpty() && hadPods) {
      started = false;
    }
    hadPods = true;
    pods.add(pod);
    parked = false;
  }

  void leave(NaivePod pod) {
    pods.remove(pod);
    parked = false;
  }

  int count(Standing standing) {
    return (int) pods.stream().filter(pod -> pod.standing == standing).count();
  }

  int ready() {
    return (int) pods.stream().filter(pod -> pod.standing.ready()).count();
  }

  int onNodes() {
    return (int) pods.stream().filter(pod -> pod.standing.onItsNode()).count();
  }

  int pendingBestEffort() {
    return (int)
        pods.stream().filter(pod -> pod.standing == Standing.PENDING && pod.bestEffort()).count();
  }

  /** Those that wait, the most urgent first, then by number. */
  List<NaivePod> pending() {
    return pods.stream()
        .filter(pod -> pod.standing == Standing.PENDING)
        .sorted(
            Comparator.<NaivePod>comparingInt(pod -> -pod.priority)
                .thenComparingInt(NaivePod::ordinal)
                .thenComparingLong(pod -> pod.createdMillis)
                .thenComparing(NaivePod::uid))
        .toList();
  }

  /** Whether so many pods exist that it could be whole. */
  boolean possible() {
    return known && ready() + count(Standing.PENDING) >= minMember;
  }

  boolean halfStarted() {
    return !bare && known && !started && ready() < minMember && onNodes() > 0;
  }

  boolean whole() {
    return bare || started || minMember <= 1 || ready() >= minMember;
  }

  boolean enough() {
    return ready() + pendingBestEffort() >= minMember;
  }

  boolean mayStart() {
    return whole() && enough();
  }

  /** Takes note of what was confirmed. */
  void observe() {
    if (bare || !known || started) {
      return;
    }
    int confirmed = count(Standing.BOUND) + count(Standing.RUNNING) + count(Standing.SUCCEEDED);
    if (confirmed >= Math.max(1, minMember)) {
      started = true;
      incomplete = false;
    } else if (confirmed == 0) {
      incomplete = false;
    } else if (confirmed + count(Standing.BINDING) < minMember) {
      incomplete = true;
    }
  }

  PodGroupSpec spec() {
    return PodGroupSpec.builder(uid(), namespace, name)
        .queue(queue)
        .minMember(minMember)
        .createdMillis(createdMillis)
        .build();
  }

  @Override
  public String toString() {
    return name;
  }
}
