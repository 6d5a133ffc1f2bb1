package dev.basalt.exporter.view;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.resource.ResourceList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue that an object names, whether it exists or not, and what is in it. */
public final class QueueSums {
  private final String name;
  private final Tally pendingPods = new Tally();
  private final Tally pendingGangs = new Tally();
  private final Tally jobs = new Tally();
  private final Map<GroupPhase, Integer> gangs = new EnumMap<>(GroupPhase.class);
  private final TreeMap<Long, Integer> waitingSince = new TreeMap<>();
  private final Map<String, UserSums> users = new TreeMap<>();
  private @Nullable SeenQueue seen;
  private ResourceList used = ResourceList.EMPTY;

  QueueSums(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** What its object says, null if there is none. */
  public @Nullable SeenQueue seen() {
    return seen;
  }

  void seen(@Nullable SeenQueue value) {
    seen = value;
  }

  /** Pods without a node, by reason. */
  public Tally pendingPods() {
    return pendingPods;
  }

  /** Gangs that wait, by reason. */
  public Tally pendingGangs() {
    return pendingGangs;
  }

  /** Jobs by phase. */
  public Tally jobs() {
    return jobs;
  }

  /** How many gangs are in a phase. */
  public int gangs(GroupPhase phase) {
    return gangs.getOrDefault(phase, 0);
  }

  /** When the gang was made that waits longest, seconds since 1970; 0 if none waits. */
  public long waitingSince() {
    return waitingSince.isEmpty() ? 0 : waitingSince.firstKey();
  }

  /** What its pods use, empty if nobody tells. */
  public ResourceList used() {
    return used;
  }

  void used(ResourceList amounts) {
    used = amounts;
  }

  /** Users of whom there is something in it, by name. */
  public Collection<UserSums> users() {
    return users.values();
  }

  UserSums user(String user) {
    return users.computeIfAbsent(user, name -> new UserSums(this, name));
  }

  void drop(UserSums user) {
    users.remove(user.name());
  }

  /** A gang comes, or goes if {@code more} is -1. */
  void gang(SeenGroup group, String reason, int more) {
    gangs.merge(group.phase(), more, Integer::sum);
    if (group.waits()) {
      pendingGangs.add(reason, more);
      waitingSince.merge(
          group.createdSeconds(),
          more,
          (before, change) -> before + change == 0 ? null : before + change);
    }
  }

  /** Whether nothing is known of it any more. */
  boolean forgotten() {
    return seen == null
        && users.isEmpty()
        && jobs.isEmpty()
        && pendingPods.isEmpty()
        && gangs.values().stream().allMatch(count -> count == 0);
  }
}
