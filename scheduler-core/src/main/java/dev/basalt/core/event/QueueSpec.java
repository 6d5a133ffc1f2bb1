package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue as far as scheduling reads it.
 *
 * @param name the queue's name
 * @param uid the queue's UID
 * @param weight its part of the cluster relative to the other queues, 1 to 65535
 * @param capability upper limits by resource; a resource not named is not limited
 * @param deserved its share by resource, for plugins that take shares from the object
 * @param guarantee what is kept for it by resource
 * @param reclaimable whether what it uses above its share may be taken back
 * @param priority a higher one comes first
 * @param parent the parent queue, empty for the root
 * @param open whether new jobs are admitted
 * @param createdMillis creation, milliseconds since 1970
 * @param fifo whether nothing behind the first job is placed while that one cannot be, else the
 *     next is tried
 * @param maxRunningJobs jobs that may hold room at a time, {@link #UNLIMITED} for any number
 * @param maxPendingPods pods without a node that are considered at a time, {@link #UNLIMITED} for
 *     any number
 * @param namespaces whose jobs it takes: names, or prefixes followed by {@code *}; empty for all
 * @param zone the zone for its jobs, null for any
 * @param problem why this object is invalid (field and remedy), null if it is valid; such a queue
 *     starts nothing, the others go on
 * @param hierarchy its place in the tree of hierarchical drf, such as {@code root/research/vision};
 *     empty for {@code root/NAME}
 * @param hierarchyWeights the weights along that path, such as {@code 1/3/2}; empty for 1 and its
 *     own
 */
public record QueueSpec(
    String name,
    String uid,
    int weight,
    ResourceList capability,
    ResourceList deserved,
    ResourceList guarantee,
    boolean reclaimable,
    int priority,
    String parent,
    boolean open,
    long createdMillis,
    boolean fifo,
    int maxRunningJobs,
    int maxPendingPods,
    List<String> namespaces,
    @Nullable String zone,
    @Nullable String problem,
    String hierarchy,
    String hierarchyWeights) {
  /** What a number is that sets no limit. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  public QueueSpec {
    namespaces = List.copyOf(namespaces);
  }

  /** Whether it takes jobs of a namespace. Cost: its list. */
  public boolean takes(String namespace) {
    for (int i = 0; i < namespaces.size(); i++) {
      String pattern = namespaces.get(i);
      int prefix = pattern.length() - 1;
      if (pattern.endsWith("*")
          ? namespace.regionMatches(0, pattern, 0, prefix)
          : namespace.equals(pattern)) {
        return true;
      }
    }
    return namespaces.isEmpty();
  }

  /** Describes a queue; what is not said is as in an object that leaves it out. */
  public static Builder builder(String name, String uid) {
    return new Builder(name, uid);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(name, uid)
        .weight(weight)
        .capability(capability)
        .deserved(deserved)
        .guarantee(guarantee)
        .reclaimable(reclaimable)
        .priority(priority)
        .parent(parent)
        .open(open)
        .createdMillis(createdMillis)
        .fifo(fifo)
        .maxRunningJobs(maxRunningJobs)
        .maxPendingPods(maxPendingPods)
        .namespaces(namespaces)
        .problem(problem)
        .hierarchy(hierarchy)
        .hierarchyWeights(hierarchyWeights)
        .zone(zone);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String name;
    private final String uid;
    private int weight = 1;
    private ResourceList capability = ResourceList.EMPTY;
    private ResourceList deserved = ResourceList.EMPTY;
    private ResourceList guarantee = ResourceList.EMPTY;
    private boolean reclaimable = true;
    private int priority;
    private String parent = "";
    private boolean open = true;
    private long createdMillis;
    private boolean fifo;
    private int maxRunningJobs = UNLIMITED;
    private int maxPendingPods = UNLIMITED;
    private List<String> namespaces = List.of();
    private @Nullable String zone;
    private @Nullable String problem;
    private String hierarchy = "";
    private String hierarchyWeights = "";

    private Builder(String name, String uid) {
      this.name = name;
      this.uid = uid;
    }

    public Builder weight(int value) {
      weight = value;
      return this;
    }

    public Builder capability(ResourceList value) {
      capability = value;
      return this;
    }

    public Builder deserved(ResourceList value) {
      deserved = value;
      return this;
    }

    public Builder guarantee(ResourceList value) {
      guarantee = value;
      return this;
    }

    public Builder reclaimable(boolean value) {
      reclaimable = value;
      return this;
    }

    public Builder priority(int value) {
      priority = value;
      return this;
    }

    public Builder parent(String value) {
      parent = value;
      return this;
    }

    public Builder open(boolean value) {
      open = value;
      return this;
    }

    public Builder createdMillis(long value) {
      createdMillis = value;
      return this;
    }

    public Builder fifo(boolean value) {
      fifo = value;
      return this;
    }

    public Builder maxRunningJobs(int value) {
      maxRunningJobs = value;
      return this;
    }

    public Builder maxPendingPods(int value) {
      maxPendingPods = value;
      return this;
    }

    public Builder namespaces(List<String> value) {
      namespaces = value;
      return this;
    }

    public Builder zone(@Nullable String value) {
      zone = value;
      return this;
    }

    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    public Builder hierarchy(String value) {
      hierarchy = value;
      return this;
    }

    public Builder hierarchyWeights(String value) {
      hierarchyWeights = value;
      return this;
    }

    public QueueSpec build() {
      return new QueueSpec(
          name,
          uid,
          weight,
          capability,
          deserved,
          guarantee,
          reclaimable,
          priority,
          parent,
          open,
          createdMillis,
          fifo,
          maxRunningJobs,
          maxPendingPods,
          namespaces,
          zone,
          problem,
          hierarchy,
          hierarchyWeights);
    }
  }
}
