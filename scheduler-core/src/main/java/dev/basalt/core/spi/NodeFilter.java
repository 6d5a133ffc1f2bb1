package dev.basalt.core.spi;

import dev.basalt.core.model.NodeTable;
import dev.basalt.core.model.PodClass;
import org.jspecify.annotations.Nullable;

/**
 * Says whether pods of a class may go to a node. Room for the request is not a filter: the engine
 * checks it always. Called on the engine's thread, often; must be a pure function of what its
 * {@link Reach} allows, must not change anything and should not allocate when it accepts.
 */
@FunctionalInterface
public interface NodeFilter {
  /**
   * Null if the node will do, else why not, in the words that people see: {@code node(s) were ...}.
   */
  @Nullable String reject(PodClass podClass, int node, NodeTable nodes);
}
