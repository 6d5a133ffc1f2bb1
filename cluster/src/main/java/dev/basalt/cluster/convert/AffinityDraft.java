package dev.basalt.cluster.convert;

import dev.basalt.core.event.NodeAffinity;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A pod's affinity being read, terms and expressions in the order of the manifest. Reused from pod
 * to pod; owned by one thread.
 */
public final class AffinityDraft {
  /** Whether the expressions to come compare labels or fields. */
  public enum On {
    LABELS,
    FIELDS
  }

  private final Pools pools;
  private final List<NodeAffinity.Term> required = new ArrayList<>();
  private final List<NodeAffinity.Preference> preferred = new ArrayList<>();
  private final List<NodeAffinity.Expression> expressions = new ArrayList<>();
  private final List<NodeAffinity.Expression> fields = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private boolean requiresNode;

  /** A draft whose affinities share strings through these pools. */
  public AffinityDraft(Pools pools) {
    this.pools = pools;
  }

  /** Forgets everything, for the next pod. */
  public void clear() {
    required.clear();
    preferred.clear();
    expressions.clear();
    fields.clear();
    problems.clear();
    requiresNode = false;
  }

  /** The pod has required node affinity, though perhaps no term. */
  public void requiresNode() {
    requiresNode = true;
  }

  /** An expression of the term being read. */
  public void expression(On on, String key, String operator, List<String> values) {
    NodeAffinity.Operator parsed =
        switch (operator) {
          case "In" -> NodeAffinity.Operator.IN;
          case "NotIn" -> NodeAffinity.Operator.NOT_IN;
          case "Exists" -> NodeAffinity.Operator.EXISTS;
          case "DoesNotExist" -> NodeAffinity.Operator.DOES_NOT_EXIST;
          case "Gt" -> NodeAffinity.Operator.GT;
          case "Lt" -> NodeAffinity.Operator.LT;
          default -> {
            problems.add(
                "spec.affinity.nodeAffinity: operator \"%s\" of key %s is not known; use In, NotIn,"
                        .formatted(operator, key)
                    + " Exists, DoesNotExist, Gt or Lt");
            yield NodeAffinity.Operator.IN;
          }
        };
    List<String> interned = values.stream().map(pools::string).toList();
    (on == On.LABELS ? expressions : fields)
        .add(new NodeAffinity.Expression(pools.string(key), parsed, interned));
  }

  /** The end of a required term. */
  public void requiredTerm() {
    required.add(closeTerm());
  }

  /** The end of a preferred term. */
  public void preferredTerm(int weight) {
    preferred.add(new NodeAffinity.Preference(weight, closeTerm()));
  }

  /** The affinity as read. */
  public NodeAffinity build(Consumer<String> problemSink) {
    problems.forEach(problemSink);
    if (requiresNode && required.isEmpty()) {
      // A selector without terms selects nothing, and so does a term without expressions.
      required.add(new NodeAffinity.Term(List.of(), List.of()));
    }
    if (required.isEmpty() && preferred.isEmpty()) {
      return NodeAffinity.NONE;
    }
    return pools.affinity(new NodeAffinity(required, preferred));
  }

  private NodeAffinity.Term closeTerm() {
    NodeAffinity.Term term = new NodeAffinity.Term(expressions, fields);
    expressions.clear();
    fields.clear();
    return term;
  }
}
