package dev.basalt.controllers.job.oom;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How the pods of a task have grown. Shards that need the same are kept together; of too many
 * different ones, the smallest growth is given to all that are not named.
 *
 * @param others what those need that are not named
 * @param groups those that need more than that, the smallest growth first; each shard once
 */
public record TaskGrowths(Growth others, List<Group> groups) {
  /** Nothing has grown. */
  public static final TaskGrowths NONE = new TaskGrowths(Growth.NONE, List.of());

  /** Shards that need the same. */
  public record Group(Growth growth, Shards shards) {}

  public TaskGrowths {
    groups = List.copyOf(groups);
  }

  /** What a shard needs. */
  public Growth of(int index) {
    for (Group group : groups) {
      if (group.shards().contains(index)) {
        return group.growth();
      }
    }
    return others;
  }

  /** The most that any shard needs. */
  public Growth most() {
    return groups.stream().map(Group::growth).reduce(others, Growth::max);
  }

  /** The same with what a shard needs now. */
  TaskGrowths with(int index, Growth growth) {
    List<Group> left = new ArrayList<>();
    for (Group group : groups) {
      left.add(new Group(group.growth(), group.shards().without(index)));
    }
    left.add(new Group(growth, Shards.of(index)));
    return tidied(others, left);
  }

  /** The same for another run, in which no shard has grown yet. */
  TaskGrowths begun() {
    return tidied(
        new Growth(0, others.containers()),
        groups.stream()
            .map(group -> new Group(new Growth(0, group.growth().containers()), group.shards()))
            .toList());
  }

  /** The same in fewer words: the smallest growth that is named is given to all that are not. */
  TaskGrowths coarser() {
    if (groups.isEmpty()) {
      return this;
    }
    return tidied(others.max(groups.getFirst().growth()), groups.subList(1, groups.size()));
  }

  /** Whether {@link #coarser} changes anything. */
  boolean canBeCoarser() {
    return !groups.isEmpty();
  }

  private static TaskGrowths tidied(Growth others, List<Group> groups) {
    List<Group> tidy = new ArrayList<>();
    for (Group group : groups) {
      Growth growth = group.growth().max(others);
      if (group.shards().isEmpty() || growth.containers().equals(others.containers())) {
        continue;
      }
      int same = 0;
      while (same < tidy.size() && !tidy.get(same).growth().equals(growth)) {
        same++;
      }
      if (same < tidy.size()) {
        tidy.set(same, new Group(growth, tidy.get(same).shards().plus(group.shards())));
      } else {
        tidy.add(new Group(growth, group.shards()));
      }
    }
    tidy.sort(
        Comparator.<Group>comparingLong(group -> group.growth().size())
            .thenComparingInt(group -> group.growth().times()));
    return new TaskGrowths(others, tidy);
  }
}
