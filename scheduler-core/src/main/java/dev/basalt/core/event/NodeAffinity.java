package dev.basalt.core.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pod's node affinity.
 *
 * @param required terms of which one must match; empty: no requirement
 * @param preferred terms that add their weight where they match
 */
public record NodeAffinity(List<Term> required, List<Preference> preferred) {
  private static final String NAME_FIELD = "metadata.name";

  public static final NodeAffinity NONE = new NodeAffinity(List.of(), List.of());

  public NodeAffinity {
    required = List.copyOf(required);
    preferred = List.copyOf(preferred);
  }

  /** Whether a node satisfies one of the terms, or there are none. Never allocates. */
  public static boolean matchesAny(List<Term> terms, NodeSpec node) {
    for (int i = 0; i < terms.size(); i++) {
      if (terms.get(i).matches(node)) {
        return true;
      }
    }
    return terms.isEmpty();
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

    /** Whether a node satisfies every expression. Never allocates. */
    public boolean matches(NodeSpec node) {
      if (expressions.isEmpty() && fields.isEmpty()) {
        return false;
      }
      for (int i = 0; i < expressions.size(); i++) {
        Expression expression = expressions.get(i);
        if (!expression.matches(node.labels().get(expression.key()))) {
          return false;
        }
      }
      for (int i = 0; i < fields.size(); i++) {
        Expression field = fields.get(i);
        if (!field.key().equals(NAME_FIELD) || !field.matches(node.name())) {
          return false;
        }
      }
      return true;
    }
  }

  /** A term with a weight of 1 to 100. */
  public record Preference(int weight, Term term) {}

  /** One comparison of a key with values. */
  public record Expression(String key, Operator operator, List<String> values) {
    public Expression {
      values = List.copyOf(values);
    }

    /** Whether the key's value, null if it has none, satisfies it. */
    public boolean matches(@Nullable String value) {
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GT, LT -> value != null && compares(value);
      };
    }

    /** Gt and Lt compare whole numbers; anything that is none does not match. */
    private boolean compares(String value) {
      if (values.size() != 1 || !isWhole(value) || !isWhole(values.getFirst())) {
        return false;
      }
      long number = Long.parseLong(value);
      long bound = Long.parseLong(values.getFirst());
      return operator == Operator.GT ? number > bound : number < bound;
    }

    /** Whether a text is a number that certainly fits a long. */
    private static boolean isWhole(String text) {
      int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
      if (text.length() == start || text.length() - start > 18) {
        return false;
      }
      for (int i = start; i < text.length(); i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return false;
        }
      }
      return true;
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
