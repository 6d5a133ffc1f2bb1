package dev.basalt.core.event;

import dev.basalt.core.event.NodeAffinity.Expression;
import dev.basalt.core.event.NodeAffinity.Operator;
import dev.basalt.core.event.NodeAffinity.Term;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What pods ask of a node's attributes, by the rules of the Kubernetes API. */
public final class NodeMatcher {
  private static final String NAME_FIELD = "metadata.name";

  private NodeMatcher() {}

  /** Whether a node satisfies a pod's node selector and required node affinity. */
  public static boolean selects(PodShape shape, NodeSpec node) {
    return node.labels().entrySet().containsAll(shape.nodeSelector().entrySet())
        && matchesAny(shape.affinity().required(), node);
  }

  /** Whether no taint of a node keeps a pod with these tolerations from being placed there. */
  public static boolean toleratesAll(List<Toleration> tolerations, NodeSpec node) {
    for (Taint taint : node.taints()) {
      if (taint.effect() != Taint.Effect.PREFER_NO_SCHEDULE && !tolerates(tolerations, taint)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node satisfies one of the terms, or there are none. */
  public static boolean matchesAny(List<Term> terms, NodeSpec node) {
    for (int i = 0; i < terms.size(); i++) {
      if (matches(terms.get(i), node)) {
        return true;
      }
    }
    return terms.isEmpty();
  }

  /** Whether a node satisfies every expression of a term. */
  public static boolean matches(Term term, NodeSpec node) {
    List<Expression> expressions = term.expressions();
    List<Expression> fields = term.fields();
    if (expressions.isEmpty() && fields.isEmpty()) {
      return false;
    }
    for (int i = 0; i < expressions.size(); i++) {
      Expression expression = expressions.get(i);
      if (!matches(expression, node.labels().get(expression.key()))) {
        return false;
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      Expression field = fields.get(i);
      if (!field.key().equals(NAME_FIELD) || !matches(field, node.name())) {
        return false;
      }
    }
    return true;
  }

  /** Whether any toleration covers a taint. */
  public static boolean tolerates(List<Toleration> tolerations, Taint taint) {
    for (int i = 0; i < tolerations.size(); i++) {
      if (tolerations.get(i).tolerates(taint)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(Expression expression, @Nullable String value) {
    return switch (expression.operator()) {
      case IN -> value != null && expression.values().contains(value);
      case NOT_IN -> value == null || !expression.values().contains(value);
      case EXISTS -> value != null;
      case DOES_NOT_EXIST -> value == null;
      case GT, LT -> value != null && compares(expression, value);
    };
  }

  /** Gt and Lt compare whole numbers; anything that is none does not match. */
  private static boolean compares(Expression expression, String value) {
    List<String> bounds = expression.values();
    if (bounds.size() != 1 || !isWhole(value) || !isWhole(bounds.getFirst())) {
      return false;
    }
    long number = Long.parseLong(value);
    long bound = Long.parseLong(bounds.getFirst());
    return expression.operator() == Operator.GT ? number > bound : number < bound;
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
