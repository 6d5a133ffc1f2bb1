package dev.basalt.core.event;

import org.jspecify.annotations.Nullable;

/**
 * A PodDisruptionBudget as far as scheduling reads it.
 *
 * @param uid the object's UID
 * @param namespace the namespace whose pods it covers
 * @param name the object's name
 * @param selector which of them it covers
 * @param disruptionsAllowed how many of them may be evicted now, by the word of its controller; at
 *     least 0
 * @param problem why the object cannot be read (field and remedy), null if it can; such a budget
 *     allows nothing
 */
public record DisruptionBudgetSpec(
    String uid,
    String namespace,
    String name,
    LabelSelector selector,
    int disruptionsAllowed,
    @Nullable String problem) {

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  /** Describes a budget that covers no pod. */
  public static Builder builder(String uid, String namespace, String name) {
    return new Builder(uid, namespace, name);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(uid, namespace, name)
        .selector(selector)
        .disruptionsAllowed(disruptionsAllowed)
        .problem(problem);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String uid;
    private final String namespace;
    private final String name;
    private LabelSelector selector = LabelSelector.NOTHING;
    private int disruptionsAllowed;
    private @Nullable String problem;

    private Builder(String uid, String namespace, String name) {
      this.uid = uid;
      this.namespace = namespace;
      this.name = name;
    }

    public Builder selector(LabelSelector value) {
      selector = value;
      return this;
    }

    public Builder disruptionsAllowed(int value) {
      disruptionsAllowed = value;
      return this;
    }

    public Builder problem(@Nullable String value) {
      problem = value;
      return this;
    }

    public DisruptionBudgetSpec build() {
      return new DisruptionBudgetSpec(uid, namespace, name, selector, disruptionsAllowed, problem);
    }
  }
}
