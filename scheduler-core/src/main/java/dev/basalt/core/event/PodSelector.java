package dev.basalt.core.event;

import java.util.List;
import java.util.Map;

/**
 * Selects pods by their labels, as a Kubernetes label selector does: all that is said must hold.
 *
 * @param selectsNothing whether it selects no pod, as one that is absent does; an empty one selects
 *     all
 * @param labels labels that a pod must have
 * @param expressions what else must hold
 */
public record PodSelector(
    boolean selectsNothing, Map<String, String> labels, List<Expression> expressions) {
  /** Selects no pod. */
  public static final PodSelector NOTHING = new PodSelector(true, Map.of(), List.of());

  /** Selects every pod. */
  public static final PodSelector EVERYTHING = new PodSelector(false, Map.of(), List.of());

  public PodSelector {
    labels = Map.copyOf(labels);
    expressions = List.copyOf(expressions);
  }

  /** Selects the pods that have these labels. */
  public static PodSelector of(Map<String, String> labels) {
    return new PodSelector(false, labels, List.of());
  }

  /** How an expression compares the value of its label. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /** Something that must hold of one label. */
  public record Expression(String key, Operator operator, List<String> values) {
    public Expression {
      values = List.copyOf(values);
    }

    private boolean holds(Map<String, String> of) {
      String value = of.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }

  /** Whether it selects a pod of these labels. */
  public boolean selects(Map<String, String> of) {
    if (selectsNothing) {
      return false;
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (!label.getValue().equals(of.get(label.getKey()))) {
        return false;
      }
    }
    for (int i = 0; i < expressions.size(); i++) {
      if (!expressions.get(i).holds(of)) {
        return false;
      }
    }
    return true;
  }
}
