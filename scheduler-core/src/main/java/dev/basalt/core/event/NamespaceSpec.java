package dev.basalt.core.event;

import dev.basalt.core.resource.ResourceList;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Namespace as far as scheduling reads it: what its annotations say.
 *
 * @param name the namespace's name
 * @param uid the namespace's UID
 * @param quota the most that its pods may hold in sum, by resource, {@code pods} included; a
 *     resource not named is not limited; null without a quota
 * @param quotaProblem why the quota cannot be read (field and remedy), null if it can or there is
 *     none
 * @param fairShareWeight its weight among the users of a queue, above 0; 1 if it is not stated or
 *     cannot be read
 * @param weightProblem why the weight cannot be read (field and remedy), null if it can
 * @param labels the namespace's labels
 */
public record NamespaceSpec(
    String name,
    String uid,
    @Nullable ResourceList quota,
    @Nullable String quotaProblem,
    double fairShareWeight,
    @Nullable String weightProblem,
    Map<String, String> labels) {

  public NamespaceSpec {
    labels = Map.copyOf(labels);
  }

  /** A namespace whose annotations say nothing. */
  public static NamespaceSpec plain(String name, String uid) {
    return builder(name, uid).build();
  }

  /** Describes a namespace; what is not said is as in an object that leaves it out. */
  public static Builder builder(String name, String uid) {
    return new Builder(name, uid);
  }

  /** A builder that holds all that this says. */
  public Builder toBuilder() {
    return new Builder(name, uid)
        .quota(quota)
        .quotaProblem(quotaProblem)
        .fairShareWeight(fairShareWeight)
        .weightProblem(weightProblem)
        .labels(labels);
  }

  /** Describes one, field by field; may go on after {@link #build}. */
  public static final class Builder {
    private final String name;
    private final String uid;
    private @Nullable ResourceList quota;
    private @Nullable String quotaProblem;
    private double fairShareWeight = 1;
    private @Nullable String weightProblem;
    private Map<String, String> labels = Map.of();

    private Builder(String name, String uid) {
      this.name = name;
      this.uid = uid;
    }

    public Builder quota(@Nullable ResourceList value) {
      quota = value;
      return this;
    }

    public Builder quotaProblem(@Nullable String value) {
      quotaProblem = value;
      return this;
    }

    public Builder fairShareWeight(double value) {
      fairShareWeight = value;
      return this;
    }

    public Builder weightProblem(@Nullable String value) {
      weightProblem = value;
      return this;
    }

    public Builder labels(Map<String, String> value) {
      labels = value;
      return this;
    }

    public NamespaceSpec build() {
      return new NamespaceSpec(
          name, uid, quota, quotaProblem, fairShareWeight, weightProblem, labels);
    }
  }
}
