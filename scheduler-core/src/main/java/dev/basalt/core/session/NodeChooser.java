package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PerClass;
import dev.basalt.core.model.PodClass;
import dev.basalt.core.model.Task;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses nodes through one {@link PlacementIndex} for each class in use, within a byte budget:
 * where many classes have one pod each, the index asked longest ago makes room for the next.
 */
final class NodeChooser {
  private static final long BUDGET_BYTES = 64L << 20;

  private final NodeTable nodes;
  private final HookTable hooks;
  private final BitSet excluded = new BitSet();
  private @Nullable PlacementIndex[] indexes = new @Nullable PlacementIndex[32];
  private final BitSet live = new BitSet();
  private final PerClass<Known> known = new PerClass<>();
  private long bytes;
  private long questions;

  /** What was found out about a class and does not go with each pod that comes or goes. */
  private static final class Known {
    long specVersion = -1;
    boolean possible;
    @Nullable Explanation explanation;
    long explainedAt;
  }

  NodeChooser(NodeTable nodes, HookTable hooks) {
    this.nodes = nodes;
    this.hooks = hooks;
  }

  /**
   * The best node for a pod of a class, {@link Task#NO_NODE} if none takes it.
   *
   * @param overridesExclusion whether nodes left out of the session may be chosen
   */
  int best(PodClass podClass, boolean overridesExclusion) {
    return index(podClass, overridesExclusion).best(++questions);
  }

  PlacementIndex index(PodClass podClass, boolean overridesExclusion) {
    int slot = 2 * podClass.id() + (overridesExclusion ? 1 : 0);
    if (slot >= indexes.length) {
      indexes = Arrays.copyOf(indexes, Math.max(slot + 1, indexes.length * 2));
    }
    PlacementIndex index = indexes[slot];
    if (index == null || !index.podClass().is(podClass)) {
      evictUntilRoom();
      index = new PlacementIndex(podClass, overridesExclusion, nodes, hooks, excluded);
      indexes[slot] = index;
      live.set(slot);
      bytes += PlacementIndex.BYTES_PER_NODE * nodes.size();
    }
    return index;
  }

  /** Leaves exactly these nodes out from now on. */
  void exclude(BitSet nowExcluded) {
    BitSet flipped = (BitSet) excluded.clone();
    flipped.xor(nowExcluded);
    excluded.clear();
    excluded.or(nowExcluded);
    for (int node = flipped.nextSetBit(0); node >= 0; node = flipped.nextSetBit(node + 1)) {
      nodes.reconsider(node);
    }
  }

  /**
   * Whether some node would take a pod of a class if it were empty. Cost: O(nodes) once, again when
   * a node came, went or changed.
   */
  boolean possible(PodClass podClass) {
    Known about = known(podClass);
    if (about.specVersion != nodes.specVersion()) {
      about.specVersion = nodes.specVersion();
      about.possible = index(podClass, false).slots() > 0 || fitsAnyEmptyNode(podClass);
    }
    return about.possible;
  }

  /**
   * Why pods of a class have no node.
   *
   * @param mayBeOld whether it may have been made before the nodes changed last
   */
  Explanation explain(PodClass podClass, boolean mayBeOld) {
    Known about = known(podClass);
    Explanation explanation = about.explanation;
    long now = lookedAt(podClass);
    if (explanation == null || (about.explainedAt != now && !mayBeOld)) {
      explanation = Explanation.of(podClass, nodes, hooks);
      about.explanation = explanation;
      about.explainedAt = now;
    }
    return explanation;
  }

  /** Whether the explanation of a class is made already, and true still. */
  boolean explained(PodClass podClass) {
    Known about = known(podClass);
    return about.explanation != null && about.explainedAt == lookedAt(podClass);
  }

  /** Grows whenever an explanation of a class may have to change. */
  private long lookedAt(PodClass podClass) {
    return nodes.changes().head() + nodes.peerVersion() + nodes.volumes().version(podClass);
  }

  private boolean fitsAnyEmptyNode(PodClass podClass) {
    for (int node = 0; node < nodes.size(); node++) {
      if (nodes.isTarget(node)
          && nodes.fitsEmpty(podClass.request(), node)
          && hooks.attributeRejection(podClass, node, nodes) == null) {
        return true;
      }
    }
    return false;
  }

  private Known known(PodClass podClass) {
    Known about = known.get(podClass);
    return about == null ? known.put(podClass, new Known()) : about;
  }

  boolean excludes(int node) {
    return excluded.get(node);
  }

  boolean excludesAny() {
    return !excluded.isEmpty();
  }

  private void evictUntilRoom() {
    while (bytes > BUDGET_BYTES) {
      int oldest = -1;
      long oldestQuestion = Long.MAX_VALUE;
      for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
        PlacementIndex index = indexes[slot];
        if (index != null && index.lastAsked() < oldestQuestion) {
          oldest = slot;
          oldestQuestion = index.lastAsked();
        }
      }
      if (oldest < 0) {
        bytes = 0;
        return;
      }
      indexes[oldest] = null;
      live.clear(oldest);
      recount();
    }
  }

  private void recount() {
    bytes = 0;
    for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
      PlacementIndex index = indexes[slot];
      bytes += index == null ? 0 : index.size();
    }
  }
}
