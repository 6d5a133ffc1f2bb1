package dev.basalt.core.spi;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;

/**
 * Says how good a node is for pods of a class; the sum over plugins decides, the highest wins, ties
 * go to the lowest node id. Scores are absolute: 0 (worst) to 100 (best) times the plugin's weight,
 * and never depend on other nodes. Called on the engine's thread, often; must be a pure function of
 * what its {@link Reach} allows, must not change anything and must not allocate.
 */
@FunctionalInterface
public interface NodeScore {
  /**
   * Whether nodes differ for pods of a class; if not, the score is not asked about them at all.
   * Must give the same answer as long as the class exists.
   */
  default boolean concerns(PodClass podClass) {
    return true;
  }

  /** 0 to 100 times the plugin's weight. */
  double score(PodClass podClass, int node, NodeTable nodes);
}
