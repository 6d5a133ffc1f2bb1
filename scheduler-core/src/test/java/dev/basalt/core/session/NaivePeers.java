package dev.basalt.core.session;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NodeMatcher;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Preference;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Namespace;
import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pod affinity and topology spread by looking at every pod and every node, each time. */
final class NaivePeers {
  private final ClusterState state;
  private final List<Task> placed = new ArrayList<>();

  NaivePeers(ClusterState state) {
    this.state = state;
    for (Task task : state.tasks()) {
      if (task.node() != Task.NO_NODE && !task.pod().phase().terminal()) {
        placed.add(task);
      }
    }
  }

  /** Overlooks a pod from now on: a fault. */
  void overlook(Task task) {
    placed.remove(task);
  }

  List<Task> placed() {
    return placed;
  }

  boolean lacksCompany(Task task, int node) {
    List<Term> terms = affinity(task).required();
    boolean somewhere = false;
    boolean near = true;
    for (Term term : terms) {
      String value = label(node, term.topologyKey());
      if (value == null) {
        return true;
      }
      boolean found = false;
      for (Task other : placed) {
        String there = label(other.node(), term.topologyKey());
        if (there != null && meansAll(terms, other)) {
          somewhere = true;
          found |= there.equals(value);
        }
      }
      near &= found;
    }
    return !near && (somewhere || !meansAll(terms, task));
  }

  boolean meetsAvoided(Task task, int node) {
    return placed.stream().anyMatch(other -> avoids(task, other, node, other.node()));
  }

  boolean isKeptAway(Task task, int node) {
    return placed.stream().anyMatch(other -> avoids(other, task, other.node(), node));
  }

  @Nullable String violated(Task task, int node) {
    List<SpreadConstraint> all = spread(task, true);
    for (SpreadConstraint constraint : all) {
      String value = label(node, constraint.topologyKey());
      Map<String, Integer> counts = counts(task, constraint, all);
      if (value == null) {
        return constraint.topologyKey();
      }
      int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      int floor = counts.size() < constraint.minDomains() ? 0 : least;
      int itself = means(constraint.pods(), task) ? 1 : 0;
      if (counts.getOrDefault(value, 0) + itself - floor > constraint.maxSkew()) {
        return constraint.topologyKey();
      }
    }
    return null;
  }

  double attraction(Task task, int node) {
    long sum = 0;
    PodAffinity own = affinity(task);
    for (Task other : placed) {
      sum += pull(own.preferred(), other, node, other.node());
      sum -= pull(own.preferredApart(), other, node, other.node());
      PodAffinity its = affinity(other);
      sum += pull(its.preferred(), task, other.node(), node);
      sum -= pull(its.preferredApart(), task, other.node(), node);
      for (Term term : its.required()) {
        sum += means(term.pods(), task) && near(term, other.node(), node) ? 1 : 0;
      }
    }
    int scale = 0;
    for (Preference preference : own.preferred()) {
      scale += preference.weight();
    }
    for (Preference preference : own.preferredApart()) {
      scale += preference.weight();
    }
    return 50 + 50.0 * sum / (Math.abs(sum) + Math.max(1, scale));
  }

  double evenness(Task task, int node) {
    List<SpreadConstraint> all = spread(task, false);
    double burden = 0;
    double least = 0;
    for (SpreadConstraint constraint : all) {
      String value = label(node, constraint.topologyKey());
      if (value == null) {
        return 0;
      }
      Map<String, Integer> counts = counts(task, constraint, all);
      double weight = Math.log(counts.size() + 2);
      burden += weight * counts.getOrDefault(value, 0);
      least += weight * counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    }
    return all.isEmpty() ? 0 : 100 * (1 + least) / (1 + Math.max(least, burden));
  }

  private long pull(List<Preference> preferences, Task meant, int from, int to) {
    long sum = 0;
    for (Preference preference : preferences) {
      boolean pulls = means(preference.term().pods(), meant) && near(preference.term(), from, to);
      sum += pulls ? preference.weight() : 0;
    }
    return sum;
  }

  private boolean avoids(Task holder, Task meant, int holderNode, int meantNode) {
    return affinity(holder).requiredApart().stream()
        .anyMatch(term -> means(term.pods(), meant) && near(term, holderNode, meantNode));
  }

  private boolean near(Term term, int node, int other) {
    String value = label(node, term.topologyKey());
    return value != null && value.equals(label(other, term.topologyKey()));
  }

  /** The pods that a constraint counts, by domain. */
  private Map<String, Integer> counts(
      Task task, SpreadConstraint constraint, List<SpreadConstraint> all) {
    Map<String, Integer> counts = new TreeMap<>();
    NodeTable nodes = state.nodes();
    for (int node = 0; node < nodes.size(); node++) {
      if (!nodes.exists(node) || !counts(task, constraint, all, node)) {
        continue;
      }
      int pods = 0;
      for (Task other : placed) {
        boolean counted = other.node() == node && !other.pod().deleting();
        pods += counted && means(constraint.pods(), other) ? 1 : 0;
      }
      counts.merge(
          Objects.requireNonNull(label(node, constraint.topologyKey())), pods, Integer::sum);
    }
    return counts;
  }

  private boolean counts(
      Task task, SpreadConstraint constraint, List<SpreadConstraint> all, int node) {
    NodeSpec spec = state.nodes().spec(node);
    return all.stream().allMatch(each -> label(node, each.topologyKey()) != null)
        && (!constraint.honoursAffinity() || NodeMatcher.selects(task.podClass().shape(), spec))
        && (!constraint.honoursTaints()
            || NodeMatcher.toleratesAll(task.podClass().shape().tolerations(), spec));
  }

  private static List<SpreadConstraint> spread(Task task, boolean required) {
    return task.podClass().shape().spread().stream()
        .filter(constraint -> constraint.required() == required)
        .toList();
  }

  private static PodAffinity affinity(Task task) {
    return task.podClass().shape().podAffinity();
  }

  private boolean meansAll(List<Term> terms, Task task) {
    return terms.stream().allMatch(term -> means(term.pods(), task));
  }

  private boolean means(PodSelector selector, Task task) {
    PodSpec pod = task.pod();
    Map<String, String> labels = Map.of();
    for (Namespace namespace : state.namespaces()) {
      if (namespace.name().equals(pod.namespace()) && namespace.spec() != null) {
        labels = Objects.requireNonNull(namespace.spec()).labels();
      }
    }
    LabelSelector others = selector.otherNamespaces();
    return (selector.namespaces().contains(pod.namespace()) || others.matches(labels))
        && selector.labels().matches(pod.labels());
  }

  private @Nullable String label(int node, String key) {
    return state.nodes().spec(node).labels().get(key);
  }
}
