package dev.basalt.core.event;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which pods a term means.
 *
 * @param labels what their labels must satisfy
 * @param namespaces where they are; sorted, each once
 * @param otherNamespaces or in which namespaces, by these namespaces' own labels; {@link
 *     LabelSelector#NOTHING}: in no others
 */
public record PodSelector(
    LabelSelector labels, List<String> namespaces, LabelSelector otherNamespaces) {
  public PodSelector {
    namespaces = List.copyOf(new TreeSet<>(namespaces));
  }

  /** Pods of one namespace. */
  public static PodSelector in(String namespace, LabelSelector labels) {
    return new PodSelector(labels, List.of(namespace), LabelSelector.NOTHING);
  }

  /** Whether it depends on the labels of namespaces. */
  public boolean readsNamespaceLabels() {
    return !otherNamespaces.equals(LabelSelector.NOTHING)
        && !otherNamespaces.equals(LabelSelector.EVERYTHING);
  }

  /** Whether it means a pod. */
  public boolean matches(
      String namespace, Map<String, String> namespaceLabels, Map<String, String> podLabels) {
    return (namespaces.contains(namespace) || otherNamespaces.matches(namespaceLabels))
        && labels.matches(podLabels);
  }
}
