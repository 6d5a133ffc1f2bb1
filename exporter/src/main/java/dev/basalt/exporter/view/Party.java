package dev.basalt.exporter.view;

import dev.basalt.api.names.VolcanoNames;
import dev.basalt.core.event.GroupPhase;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pods that have a PodGroup in common, or that have none and name the same queue and user. What
 * they add up to is moved as a whole when the group changes its queue or user.
 */
public final class Party {
  /**
   * What names a party.
   *
   * @param group the PodGroup, empty for pods that have none
   * @param queue the queue that such pods name, empty if none
   * @param user what such pods say whose they are, empty if nothing
   */
  record Key(String namespace, String group, String queue, String user) {
    static Key of(SeenPod pod) {
      if (pod.group() != null) {
        return ofGroup(pod.namespace(), pod.group());
      }
      return new Key(
          pod.namespace(),
          "",
          Objects.requireNonNullElse(pod.queue(), ""),
          Objects.requireNonNullElse(pod.user(), ""));
    }

    static Key ofGroup(String namespace, String group) {
      return new Key(namespace, group, "", "");
    }
  }

  private static final SeenPod[] NONE = {};

  private final Key key;
  private final Sums allocated = new Sums();
  private final Tally waiting = new Tally();
  private SeenPod[] pods = NONE;
  private int size;
  private @Nullable SeenGroup group;
  private String podQueue;
  private String podUser;
  private @Nullable UserSums home;
  private long lastBound;
  private boolean complete;
  private boolean changed = true;
  private @Nullable Object made;

  Party(Key key) {
    this.key = key;
    this.podQueue = key.queue();
    this.podUser = key.user();
  }

  Key key() {
    return key;
  }

  /** The queue that it is in. */
  public String queue() {
    if (group != null) {
      return group.queue();
    }
    return podQueue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : podQueue;
  }

  /** Whose it is: as its group says, else its pods, else the user named like its namespace. */
  public String user() {
    if (group != null && group.user() != null) {
      return group.user();
    }
    return podUser.isEmpty() ? key.namespace() : podUser;
  }

  public String namespace() {
    return key.namespace();
  }

  /** A job that its pods are of, empty if none: the same for all of them, as a rule. */
  public String job() {
    return size == 0 ? "" : pods[0].job();
  }

  /** How many pods it has that have not ended. */
  public int size() {
    return size;
  }

  /** Its pods that have not ended, in no order; a copy. */
  public SeenPod[] pods() {
    return Arrays.copyOf(pods, size);
  }

  /** Whether pods, queue or user have changed since the last call. */
  public boolean takeChange() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /** What whoever publishes it has made of it, null if nothing yet. */
  public @Nullable Object made() {
    return made;
  }

  /** Keeps what whoever publishes it has made of it. */
  public void made(Object value) {
    made = value;
  }

  @Nullable SeenGroup group() {
    return group;
  }

  Sums allocated() {
    return allocated;
  }

  Tally waiting() {
    return waiting;
  }

  /** Where it is counted; null while it is moved. */
  @Nullable UserSums home() {
    return home;
  }

  void home(@Nullable UserSums value) {
    home = value;
    changed = true;
  }

  void group(@Nullable SeenGroup value) {
    group = value;
  }

  /** Takes over what a pod says of the whole; returns whether that makes a difference. */
  boolean follow(SeenPod pod) {
    String queue = queue();
    String user = user();
    podQueue = Objects.requireNonNullElse(pod.queue(), "");
    if (podUser.isEmpty()) {
      podUser = Objects.requireNonNullElse(pod.user(), "");
    }
    return !queue.equals(queue()) || !user.equals(user());
  }

  void add(SeenPod pod) {
    if (size == pods.length) {
      pods = Arrays.copyOf(pods, Math.max(2, size + (size >> 1)));
    }
    pod.place = size;
    pods[size++] = pod;
    changed = true;
    lastBound = Math.max(lastBound, pod.boundSeconds());
  }

  void remove(SeenPod pod) {
    size--;
    SeenPod last = pods[size];
    pods[pod.place] = last;
    last.place = pod.place;
    pods[size] = null;
    changed = true;
  }

  /** When a pod of it was last bound, seconds since 1970; 0 if that is not known. */
  long lastBound() {
    return lastBound;
  }

  /** Whether as many pods as it needs have been bound once. */
  boolean complete() {
    return complete;
  }

  void complete(boolean value) {
    complete = value;
  }

  /** Whether as many pods as it needs are bound, or it has no need of any more. */
  boolean hasEnough() {
    return group != null
        && (allocated.pods() >= Math.max(1, group.minMember())
            || !(group.waits() || group.phase() == GroupPhase.UNKNOWN));
  }

  boolean forgotten() {
    return group == null && size == 0;
  }
}
