package dev.basalt.core.peers;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.LabelSelector.Operator;
import dev.basalt.core.event.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the interests that mean a pod. Those that ask for one value of a label, as nearly all do,
 * are found by it: thousands of jobs that each select their own pods cost a pod no more than its
 * labels.
 */
final class InterestIndex {
  private record Label(String key, String value) {}

  private final Map<Label, List<Interest>> byLabel = new HashMap<>();
  private final List<Interest> others = new ArrayList<>();
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(Interest interest) {
    Label label = label(interest);
    List<Interest> list =
        label == null ? others : byLabel.computeIfAbsent(label, unseen -> new ArrayList<>(1));
    list.add(interest);
    size++;
  }

  void remove(Interest interest) {
    Label label = label(interest);
    List<Interest> list = label == null ? others : byLabel.getOrDefault(label, List.of());
    if (list.remove(interest)) {
      size--;
    }
    if (label != null && list.isEmpty()) {
      byLabel.remove(label);
    }
  }

  /** Those that mean a pod, in the order of their ids. */
  List<Interest> meaning(
      String namespace, Map<String, String> namespaceLabels, Map<String, String> labels) {
    List<Interest> found = new ArrayList<>();
    collect(others, namespace, namespaceLabels, labels, found);
    if (!byLabel.isEmpty()) {
      labels.forEach((key, value) -> {
        List<Interest> list = byLabel.get(new Label(key, value));
        if (list != null) {
          collect(list, namespace, namespaceLabels, labels, found);
        }
      });
    }
    if (found.isEmpty()) {
      return List.of();
    }
    found.sort(Comparator.comparingInt(Interest::id));
    return List.copyOf(found);
  }

  private static void collect(
      List<Interest> from,
      String namespace,
      Map<String, String> namespaceLabels,
      Map<String, String> labels,
      List<Interest> found) {
    for (Interest interest : from) {
      if (interest.means(namespace, namespaceLabels, labels)) {
        found.add(interest);
      }
    }
  }

  /** A label that every pod has that is meant, null if none is sure. */
  private static @Nullable Label label(Interest interest) {
    LabelSelector first = interest.key().selectors().getFirst().labels();
    for (Requirement requirement : first.requirements()) {
      if (requirement.operator() == Operator.IN && requirement.values().size() == 1) {
        return new Label(requirement.key(), requirement.values().getFirst());
      }
    }
    return null;
  }
}
