package dev.basalt.core.peers;

import dev.basalt.core.event.PodSelector;
import java.util.List;
import java.util.Map;

/**
 * Something that pods say about other pods, with a tally of its own. Pods that say the same share
 * one.
 *
 * <p>Read from one side, the tally holds the pods that are meant ({@code MEANT}, {@code SPREAD});
 * read from the other, those that say it ({@code HOLDERS}): by these, the pods that are meant know
 * who wants them near or away.
 */
final class Interest {
  /** Whom the tally counts. */
  enum Kind {
    /** The pods that all selectors mean. */
    MEANT,
    /** The same without those that are being deleted. */
    SPREAD,
    /** The pods that hold the term: those it means must stay away (weight 0) or are drawn by it. */
    HOLDERS
  }

  /**
   * What makes two of them the same.
   *
   * @param selectors whom they mean: all must match
   * @param topologyKey of holders, else empty
   * @param weight of holders: how much they draw those that are meant, 0: these must stay away
   */
  record Identity(Kind kind, List<PodSelector> selectors, String topologyKey, int weight) {
    Identity {
      selectors = List.copyOf(selectors);
    }

    boolean readsNamespaceLabels() {
      return selectors.stream().anyMatch(PodSelector::readsNamespaceLabels);
    }
  }

  private final int id;
  private final Identity key;
  private final Tally tally = new Tally();

  /** How many shapes have it. */
  int users;

  Interest(int id, Identity key) {
    this.id = id;
    this.key = key;
  }

  /** Grows with time; never used again. */
  int id() {
    return id;
  }

  Identity key() {
    return key;
  }

  Tally tally() {
    return tally;
  }

  /** Whether it means a pod. Does not allocate. */
  boolean means(String namespace, Map<String, String> namespaceLabels, Map<String, String> labels) {
    List<PodSelector> selectors = key.selectors();
    for (int i = 0; i < selectors.size(); i++) {
      if (!selectors.get(i).matches(namespace, namespaceLabels, labels)) {
        return false;
      }
    }
    return true;
  }
}
