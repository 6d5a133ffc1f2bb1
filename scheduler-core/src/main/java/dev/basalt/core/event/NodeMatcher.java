package dev.basalt.core.event;

import dev.basalt.core.event.NodeAffinity.Term;
import java.util.List;

/** What pods ask of a node's attributes, by the rules of the Kubernetes API. */
public final class NodeMatcher {
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
    return NodeAffinity.matchesAny(terms, node);
  }

  /** Whether a node satisfies every expression of a term. */
  public static boolean matches(Term term, NodeSpec node) {
    return term.matches(node);
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
}
