package dev.basalt.plugins;

import dev.basalt.core.event.NodeAffinity;
import dev.basalt.core.event.NodeAffinity.Term;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.event.Toleration;
import java.util.List;

/** What pods ask of a node's attributes, by the rules of the Kubernetes API. Never allocates. */
public final class NodeMatcher {
  private NodeMatcher() {}

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
