package dev.basalt.core.peers;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.SpreadConstraint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topology spread constraints of a class that must hold, or those that it prefers. */
final class Spread {
  private final PodShape shape;
  private final List<SpreadCount> counts;

  Spread(PodShape shape, List<SpreadCount> counts, @Nullable NodeSpec[] nodes) {
    this.shape = shape;
    this.counts = counts;
    for (int node = 0; node < nodes.length; node++) {
      include(node, nodes[node]);
    }
    counts.forEach(SpreadCount::settle);
  }

  /** A node is about to change. */
  void exclude(int node) {
    for (SpreadCount count : counts) {
      count.exclude(node);
    }
  }

  /** A node has changed, or is gone. */
  void included(int node, @Nullable NodeSpec spec) {
    include(node, spec);
    counts.forEach(SpreadCount::settle);
  }

  void close() {
    counts.forEach(SpreadCount::close);
  }

  List<SpreadCount> counts() {
    return counts;
  }

  boolean allCoarse() {
    for (int i = 0; i < counts.size(); i++) {
      if (!counts.get(i).domains().coarse()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first constraint that keeps a pod from a node, null if none does.
   *
   * @param coarse whether those over coarse domains are asked, else the others
   */
  @Nullable SpreadConstraint violated(int node, boolean coarse) {
    for (int i = 0; i < counts.size(); i++) {
      if (counts.get(i).domains().coarse() == coarse && !counts.get(i).accepts(node)) {
        return counts.get(i).constraint();
      }
    }
    return null;
  }

  /**
   * 100 for the domains with the fewest pods, less for others; 0 for a node without one of the
   * labels. Falls as kube-scheduler's sum of pods times ln(domains + 2) rises.
   */
  double evenness(int node) {
    double burden = 0;
    double least = 0;
    for (int i = 0; i < counts.size(); i++) {
      SpreadCount count = counts.get(i);
      if (!count.hasDomain(node)) {
        return 0;
      }
      burden += count.burden(node);
      least += count.leastBurden();
    }
    return 100 * (1 + least) / (1 + Math.max(least, burden));
  }

  private void include(int node, @Nullable NodeSpec spec) {
    if (spec == null) {
      return;
    }
    for (SpreadCount count : counts) {
      if (!count.hasDomain(node)) {
        return;
      }
    }
    for (SpreadCount count : counts) {
      if (count.mayCount(shape, spec)) {
        count.include(node);
      }
    }
  }
}
