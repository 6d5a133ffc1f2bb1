package dev.basalt.core.session;

import dev.basalt.core.model.NodeTable;
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
  private long bytes;
  private long questions;

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
    if (index == null) {
      evictUntilRoom();
      index = new PlacementIndex(podClass, overridesExclusion, nodes, hooks, excluded);
      indexes[slot] = index;
      live.set(slot);
      bytes += 32L * nodes.size();
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
      nodes.touch(node);
    }
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
