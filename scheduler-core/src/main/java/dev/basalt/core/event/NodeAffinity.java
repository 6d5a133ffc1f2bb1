package dev.basalt.core.event;

import java.util.List;

/**
 * A pod's node affinity.
 *
 * @param required terms of which one must match; empty: no requirement
 * @param preferred terms that add their weight where they match
 */
public record NodeAffinity(List<Term> required, List<Preference> preferred) {
  public static final NodeAffinity NONE = new NodeAffinity(List.of(), List.of());

  public NodeAffinity {
    required = List.copyOf(required);
    preferred = List.copyOf(preferred);
  }

  /**
   * All expressions and all fields must hold. A term without either matches no node.
   *
   * @param expressions on labels
   * @param fields on fields; {@code metadata.name} is the only one Kubernetes has
   */
  public record Term(List<Expression> expressions, List<Expression> fields) {
    public Term {
      expressions = List.copyOf(expressions);
      fields = List.copyOf(fields);
    }
  }

  /** A term with a weight of 1 to 100. */
  public record Preference(int weight, Term term) {}

  /** One comparison of a key with values. */
  public record Expression(String key, Operator operator, List<String> values) {
    public Expression {
      values = List.copyOf(values);
    }
  }

  /** The operators of node selectors. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST,
    GT,
    LT
  }
}
