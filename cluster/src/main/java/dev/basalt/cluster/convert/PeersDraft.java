package dev.basalt.cluster.convert;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.LabelSelector.Operator;
import dev.basalt.core.event.LabelSelector.Requirement;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Preference;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.SpreadConstraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a pod says about other pods, being read. What terms leave to the pod itself (its namespace,
 * the values of its labels) is filled in once all of it was read. Reused; owned by one thread.
 */
public final class PeersDraft {
  /** What a term of pod affinity is for. */
  public enum Kind {
    REQUIRED,
    PREFERRED,
    REQUIRED_APART,
    PREFERRED_APART;

    private String path() {
      return switch (this) {
        case REQUIRED, PREFERRED -> "spec.affinity.podAffinity: ";
        case REQUIRED_APART, PREFERRED_APART -> "spec.affinity.podAntiAffinity: ";
      };
    }
  }

  /** A term or constraint as the API has it; reused from one to the next. */
  public static final class Term {
    private @Nullable LabelSelector pods;
    private @Nullable LabelSelector namespaceSelector;
    private final List<String> namespaces = new ArrayList<>();
    private final List<String> matchLabelKeys = new ArrayList<>();
    private final List<String> mismatchLabelKeys = new ArrayList<>();
    private String topologyKey = "";
    private int weight;
    private int maxSkew;
    private int minDomains;
    private String whenUnsatisfiable = "";
    private String affinityPolicy = "";
    private String taintsPolicy = "";

    private Term() {}

    public Term pods(LabelSelector value) {
      pods = value;
      return this;
    }

    public Term namespaceSelector(LabelSelector value) {
      namespaceSelector = value;
      return this;
    }

    public Term namespace(String value) {
      namespaces.add(value);
      return this;
    }

    public Term matchLabelKey(String value) {
      matchLabelKeys.add(value);
      return this;
    }

    public Term mismatchLabelKey(String value) {
      mismatchLabelKeys.add(value);
      return this;
    }

    public Term topologyKey(String value) {
      topologyKey = value;
      return this;
    }

    public Term weight(int value) {
      weight = value;
      return this;
    }

    public Term maxSkew(int value) {
      maxSkew = value;
      return this;
    }

    /** 0 if not set. */
    public Term minDomains(int value) {
      minDomains = value;
      return this;
    }

    public Term whenUnsatisfiable(String value) {
      whenUnsatisfiable = value;
      return this;
    }

    /** Empty if not set, which means Honor. */
    public Term affinityPolicy(String value) {
      affinityPolicy = value;
      return this;
    }

    /** Empty if not set, which means Ignore. */
    public Term taintsPolicy(String value) {
      taintsPolicy = value;
      return this;
    }
  }

  private record Affine(Kind kind, Term term) {}

  private final Pools pools;
  private final SelectorDraft selectors;
  private final List<Affine> terms = new ArrayList<>();
  private final List<Term> constraints = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  PeersDraft(Pools pools) {
    this.pools = pools;
    this.selectors = new SelectorDraft(pools);
  }

  void clear() {
    terms.clear();
    constraints.clear();
    problems.clear();
  }

  /** Where the selectors of terms are read. */
  public SelectorDraft selectors() {
    return selectors;
  }

  /** The next term or constraint, to be filled and then added. */
  public Term begin() {
    return new Term();
  }

  /** The end of a term of pod affinity. */
  public void affinity(Kind kind, Term term) {
    terms.add(new Affine(kind, term));
    problem(kind.path());
  }

  /** The end of a topology spread constraint. */
  public void spread(Term constraint) {
    constraints.add(constraint);
    problem("spec.topologySpreadConstraints: ");
  }

  private void problem(String path) {
    String problem = selectors.takeProblem();
    if (problem != null) {
      problems.add(path + problem);
    }
  }

  void tellProblems(Consumer<String> sink) {
    problems.forEach(sink);
  }

  PodAffinity affinity(String namespace, Map<String, String> labels) {
    if (terms.isEmpty()) {
      return PodAffinity.NONE;
    }
    return pools.podAffinity(
        new PodAffinity(
            required(Kind.REQUIRED, namespace, labels),
            preferred(Kind.PREFERRED, namespace, labels),
            required(Kind.REQUIRED_APART, namespace, labels),
            preferred(Kind.PREFERRED_APART, namespace, labels)));
  }

  List<SpreadConstraint> spread(String namespace, Map<String, String> labels) {
    List<SpreadConstraint> spread = new ArrayList<>();
    for (Term constraint : constraints) {
      // Anything but the one word that makes it a wish must hold: pods are never placed blindly.
      spread.add(
          new SpreadConstraint(
              Math.max(1, constraint.maxSkew),
              pools.string(constraint.topologyKey),
              !constraint.whenUnsatisfiable.equals("ScheduleAnyway"),
              PodSelector.in(pools.string(namespace), selector(constraint, labels)),
              Math.max(1, constraint.minDomains),
              !constraint.affinityPolicy.equals("Ignore"),
              constraint.taintsPolicy.equals("Honor")));
    }
    return spread;
  }

  private List<PodAffinity.Term> required(Kind kind, String namespace, Map<String, String> labels) {
    return terms.stream()
        .filter(affine -> affine.kind == kind)
        .map(affine -> term(affine.term, namespace, labels))
        .toList();
  }

  private List<Preference> preferred(Kind kind, String namespace, Map<String, String> labels) {
    return terms.stream()
        .filter(affine -> affine.kind == kind)
        .map(affine -> new Preference(affine.term.weight, term(affine.term, namespace, labels)))
        .toList();
  }

  private PodAffinity.Term term(Term term, String namespace, Map<String, String> labels) {
    boolean nowhereNamed = term.namespaces.isEmpty() && term.namespaceSelector == null;
    List<String> namespaces = nowhereNamed ? List.of(namespace) : term.namespaces;
    return new PodAffinity.Term(
        new PodSelector(
            selector(term, labels),
            namespaces.stream().map(pools::string).toList(),
            term.namespaceSelector == null ? LabelSelector.NOTHING : term.namespaceSelector),
        pools.string(term.topologyKey));
  }

  /** The selector with what it takes from the pod's own labels. */
  private LabelSelector selector(Term term, Map<String, String> labels) {
    LabelSelector stated = term.pods;
    if (stated == null) {
      return LabelSelector.NOTHING;
    }
    if (term.matchLabelKeys.isEmpty() && term.mismatchLabelKeys.isEmpty()) {
      return stated;
    }
    List<Requirement> requirements = new ArrayList<>(stated.requirements());
    add(requirements, term.matchLabelKeys, Operator.IN, labels);
    add(requirements, term.mismatchLabelKeys, Operator.NOT_IN, labels);
    return new LabelSelector(requirements);
  }

  private void add(
      List<Requirement> requirements,
      List<String> keys,
      Operator operator,
      Map<String, String> labels) {
    for (String key : keys) {
      String value = labels.get(key);
      if (value != null) {
        requirements.add(new Requirement(pools.string(key), operator, List.of(value)));
      }
    }
  }
}
