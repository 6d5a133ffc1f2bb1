package dev.basalt.exporter.view;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a pod. Immutable but for two places in which others keep what they make of it.
 */
public final class SeenPod {
  /**
   * What a pod says.
   *
   * @param namespace its namespace
   * @param name its name
   * @param ours whether one of our schedulers places it
   * @param job the job that it is of, empty if none
   * @param task its task within the job, empty if none
   * @param node the node it is bound to, null while unbound
   * @param group its PodGroup, null if it has none
   * @param queue the queue that its own annotation names, null if none
   * @param user what it says whose it is, null if nothing
   * @param phase its phase
   * @param deleting whether it is being deleted
   * @param createdSeconds when it was made, seconds since 1970
   * @param boundSeconds when it was bound, 0 if that is not known
   * @param reason why it waits, or why it failed; empty if nothing is said
   * @param requests what it requests
   */
  record Facts(
      String namespace,
      String name,
      boolean ours,
      String job,
      String task,
      @Nullable String node,
      @Nullable String group,
      @Nullable String queue,
      @Nullable String user,
      PodPhase phase,
      boolean deleting,
      long createdSeconds,
      long boundSeconds,
      String reason,
      ResourceList requests) {}

  private final String namespace;
  private final String name;
  private final String job;
  private final String task;
  private final @Nullable String node;
  private final @Nullable String group;
  private final @Nullable String queue;
  private final @Nullable String user;
  private final String reason;
  private final ResourceList requests;
  private final PodPhase phase;
  private final int createdSeconds;
  private final int boundSeconds;
  private final boolean ours;
  private final boolean deleting;

  /** Its place among its party's pods; the party's own. */
  int place;

  private @Nullable Object made;

  SeenPod(Facts facts) {
    this.namespace = facts.namespace();
    this.name = facts.name();
    this.ours = facts.ours();
    this.job = facts.job();
    this.task = facts.task();
    this.node = facts.node();
    this.group = facts.group();
    this.queue = facts.queue();
    this.user = facts.user();
    this.phase = facts.phase();
    this.deleting = facts.deleting();
    this.createdSeconds = (int) facts.createdSeconds();
    this.boundSeconds = (int) facts.boundSeconds();
    this.reason = facts.reason();
    this.requests = facts.requests();
  }

  public String namespace() {
    return namespace;
  }

  public String name() {
    return name;
  }

  /** The job that it is of, empty if none. */
  public String job() {
    return job;
  }

  /** Its task within the job, empty if none. */
  public String task() {
    return task;
  }

  /** The node it is bound to, null while unbound. */
  public @Nullable String node() {
    return node;
  }

  @Nullable String group() {
    return group;
  }

  @Nullable String queue() {
    return queue;
  }

  @Nullable String user() {
    return user;
  }

  boolean ours() {
    return ours;
  }

  PodPhase phase() {
    return phase;
  }

  /** Whether it has not ended. */
  boolean live() {
    return !phase.terminal();
  }

  /** Whether it waits for a node. */
  boolean waits() {
    return live() && node == null && !deleting;
  }

  long createdSeconds() {
    return Integer.toUnsignedLong(createdSeconds);
  }

  long boundSeconds() {
    return Integer.toUnsignedLong(boundSeconds);
  }

  /** Why it waits, or why it failed; empty if nothing is said. */
  String reason() {
    return reason;
  }

  ResourceList requests() {
    return requests;
  }

  /** What whoever publishes it has made of it, null if nothing yet. */
  public @Nullable Object made() {
    return made;
  }

  /** Keeps what whoever publishes it has made of it. */
  public void made(Object value) {
    made = value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SeenPod that
        && name.equals(that.name)
        && namespace.equals(that.namespace)
        && ours == that.ours
        && deleting == that.deleting
        && createdSeconds == that.createdSeconds
        && boundSeconds == that.boundSeconds
        && phase == that.phase
        && job.equals(that.job)
        && task.equals(that.task)
        && reason.equals(that.reason)
        && requests.equals(that.requests)
        && Objects.equals(node, that.node)
        && Objects.equals(group, that.group)
        && Objects.equals(queue, that.queue)
        && Objects.equals(user, that.user);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
