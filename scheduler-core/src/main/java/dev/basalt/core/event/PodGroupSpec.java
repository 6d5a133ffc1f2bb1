package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A PodGroup as far as scheduling reads it.
 *
 * @param uid the PodGroup's UID
 * @param namespace the PodGroup's namespace
 * @param name the PodGroup's name
 * @param queue the queue named, empty for the default queue
 * @param minMember how many pods must be placed together, 0 or 1 for no gang
 * @param minTaskMember the same for each role of the job
 * @param priorityClassName empty for the default
 * @param minResources what the gang's minimum needs in sum, null if not stated
 * @param createdMillis creation, milliseconds since 1970
 * @param phase the phase stored in the API server
 * @param zone the zone that its annotation asks for, null if it names none
 * @param owner the scheduler that alone may start it ({@code basalt.dev/owner}), null if none
 *     claims it
 * @param unsupported fields that we cannot honour yet, by their path in the manifest
 * @param problem why this object is invalid (field and remedy), null if it is valid
 * @param subGroupPolicies how the gang divides into smaller ones that start whole; a pod belongs to
 *     the first policy that is about it
 * @param minLimits what the limits of the gang's minimum come to in sum, by {@code limits.NAME};
 *     null if not stated
 * @param user what its label or annotation says whose it is, null if nothing
 * @param estimateMillis how long each of its pods is said to run, 0 if nothing is said
 * @param slaWaitingMillis how long it may wait at most by its own account, 0 if nothing is said
 */
public record PodGroupSpec(
    String uid,
    String namespace,
    String name,
    String queue,
    int minMember,
    Map<String, Integer> minTaskMember,
    String priorityClassName,
    @Nullable ResourceList minResources,
    long createdMillis,
    GroupPhase phase,
    @Nullable String zone,
    @Nullable String owner,
    List<String> unsupported,
    @Nullable String problem,
    List<SubGroupPolicy> subGroupPolicies,
    @Nullable ResourceList minLimits,
    @Nullable String user,
    long estimateMillis,
    long slaWaitingMillis) {

  public PodGroupSpec {
    subGroupPolicies = List.copyOf(subGroupPolicies);
    minTaskMember = Map.copyOf(minTaskMember);
    unsupported = List.copyOf(unsupported);
  }

  /** Whether only the phase differs, which the engine itself writes. */
  public boolean sameButPhase(PodGroupSpec other) {
    return uid.equals(other.uid)
        && namespace.equals(other.namespace)
        && name.equals(other.name)
        && queue.equals(other.queue)
        && minMember == other.minMember
        && minTaskMember.equals(other.minTaskMember)
        && priorityClassName.equals(other.priorityClassName)
        && Objects.equals(minResources, other.minResources)
        && createdMillis == other.createdMillis
        && Objects.equals(zone, other.zone)
        && Objects.equals(owner, other.owner)
        && unsupported.equals(other.unsupported)
        && Objects.equals(problem, other.problem)
        && subGroupPolicies.equals(other.subGroupPolicies)
        && Objects.equals(minLimits, other.minLimits)
        && Objects.equals(user, other.user)
        && estimateMillis == other.estimateMillis
        && slaWaitingMillis == other.slaWaitingMillis;
  }

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  /** Describes a PodGroup; what is not said is as in an object that leaves it out. */
  public static Builder builder(String uid, String namespace, String name) {
    return new Builder(uid, namespace, name);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(uid, namespace, name)
        .queue(queue)
        .minMember(minMember)
        .minTaskMember(minTaskMember)
        .priorityClassName(priorityClassName)
        .minResources(minResources)
        .createdMillis(createdMillis)
        .phase(phase)
        .zone(zone)
        .owner(owner)
        .unsupported(unsupported)
        .problem(problem)
        .subGroupPolicies(subGroupPolicies)
        .minLimits(minLimits)
        .user(user)
        .estimateMillis(estimateMillis)
        .slaWaitingMillis(slaWaitingMillis);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String uid;
    private final String namespace;
    private final String name;
    private String queue = "";
    private int minMember;
    private Map<String, Integer> minTaskMember = Map.of();
    private String priorityClassName = "";
    private @Nullable ResourceList minResources;
    private long createdMillis;
    private GroupPhase phase = GroupPhase.PENDING;
    private @Nullable String zone;
    private @Nullable String owner;
    private List<String> unsupported = List.of();
    private @Nullable String problem;
    private List<SubGroupPolicy> subGroupPolicies = List.of();
    private @Nullable ResourceList minLimits;
    private @Nullable String user;
    private long estimateMillis;
    private long slaWaitingMillis;

    private Builder(String uid, String namespace, String name) {
      this.uid = uid;
      this.namespace = namespace;
      this.name = name;
    }

    public Builder queue(String value) {
      queue = value;
      return this;
    }

    public Builder minMember(int value) {
      minMember = value;
      return this;
    }

    public Builder minTaskMember(Map<String, Integer> value) {
      minTaskMember = value;
      return this;
    }

    public Builder priorityClassName(String value) {
      priorityClassName = value;
      return this;
    }

    public Builder minResources(@Nullable ResourceList value) {
      minResources = value;
      return this;
    }

    public Builder createdMillis(long value) {
      createdMillis = value;
      return this;
    }

    public Builder phase(GroupPhase value) {
      phase = value;
      return this;
    }

    public Builder zone(@Nullable String value) {
      zone = value;
      return this;
    }

    public Builder owner(@Nullable String value) {
      owner = value;
      return this;
    }

    public Builder unsupported(List<String> value) {
      unsupported = value;
      return this;
    }

    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    public Builder subGroupPolicies(List<SubGroupPolicy> value) {
      subGroupPolicies = value;
      return this;
    }

    public Builder minLimits(@Nullable ResourceList value) {
      minLimits = value;
      return this;
    }

    public Builder user(@Nullable String value) {
      user = value;
      return this;
    }

    public Builder estimateMillis(long value) {
      estimateMillis = value;
      return this;
    }

    public Builder slaWaitingMillis(long value) {
      slaWaitingMillis = value;
      return this;
    }

    public PodGroupSpec build() {
      return new PodGroupSpec(
          uid,
          namespace,
          name,
          queue,
          minMember,
          minTaskMember,
          priorityClassName,
          minResources,
          createdMillis,
          phase,
          zone,
          owner,
          unsupported,
          problem,
          subGroupPolicies,
          minLimits,
          user,
          estimateMillis,
          slaWaitingMillis);
    }
  }
}
