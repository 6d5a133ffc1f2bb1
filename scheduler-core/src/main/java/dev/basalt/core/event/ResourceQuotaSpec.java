package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A native ResourceQuota as far as scheduling reads it. The API server holds the creation of pods
 * against it; what it allows of other objects is not read.
 *
 * @param uid the object's UID
 * @param namespace the namespace that it limits
 * @param name the object's name
 * @param hard the most that may be used, by the name of what pods request ({@code cpu}, {@code
 *     nvidia.com/gpu}), {@code pods}, or {@code limits.NAME} for what pods are limited to
 * @param used what the API server counts as used now, by the same names
 * @param scopes which pods are counted: those that meet every one of these
 * @param problem why the object cannot be read (field and remedy), null if it can
 */
public record ResourceQuotaSpec(
    String uid,
    String namespace,
    String name,
    ResourceList hard,
    ResourceList used,
    List<Scope> scopes,
    @Nullable String problem) {

  public ResourceQuotaSpec {
    scopes = List.copyOf(scopes);
  }

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  /** Whether it counts the same pods, against the same amounts of the same resources. */
  public boolean sameRule(ResourceQuotaSpec other) {
    return hard.equals(other.hard) && scopes.equals(other.scopes);
  }

  /** What decides whether a pod is counted. */
  public sealed interface Scope {
    /** Pods with {@code activeDeadlineSeconds}. */
    record Terminating() implements Scope {}

    /** Pods without. */
    record NotTerminating() implements Scope {}

    /** Pods whose containers state neither requests nor limits. */
    record BestEffort() implements Scope {}

    /** All others. */
    record NotBestEffort() implements Scope {}

    /** Pods whose priority class is (not) one of these. */
    record PriorityClass(Operator operator, List<String> values) implements Scope {
      public PriorityClass {
        values = List.copyOf(values);
      }

      /** Whether pods of a class are counted; empty for those that have none. */
      public boolean selects(String name) {
        return switch (operator) {
          case IN -> values.contains(name);
          case NOT_IN -> !values.contains(name);
          case EXISTS -> !name.isEmpty();
          case DOES_NOT_EXIST -> name.isEmpty();
        };
      }
    }

    /** What no pod of ours can be told to meet before it exists. */
    record Other(String name) implements Scope {}
  }

  /** How the priority class of a pod is compared. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /** Describes a quota; what is not said is as in an object that leaves it out. */
  public static Builder builder(String uid, String namespace, String name) {
    return new Builder(uid, namespace, name);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(uid, namespace, name).hard(hard).used(used).scopes(scopes).problem(problem);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String uid;
    private final String namespace;
    private final String name;
    private ResourceList hard = ResourceList.EMPTY;
    private ResourceList used = ResourceList.EMPTY;
    private List<Scope> scopes = List.of();
    private @Nullable String problem;

    private Builder(String uid, String namespace, String name) {
      this.uid = uid;
      this.namespace = namespace;
      this.name = name;
    }

    public Builder hard(ResourceList value) {
      hard = value;
      return this;
    }

    public Builder used(ResourceList value) {
      used = value;
      return this;
    }

    public Builder scopes(List<Scope> value) {
      scopes = value;
      return this;
    }

    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    public ResourceQuotaSpec build() {
      return new ResourceQuotaSpec(uid, namespace, name, hard, used, scopes, problem);
    }
  }
}
