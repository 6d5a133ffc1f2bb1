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
   * Whether the filter could reject any node for pods of a class; if not, it is not asked about
   * them at all. Must give the same answer as long as the class exists.
   */
  default boolean concerns(PodClass podClass) {
    return true;
  }

  /**
   * Null if the node will do, else why not, in the words that people see: {@code node(s) were ...}.
   */
  @Nullable String reject(PodClass podClass, int node, NodeTable nodes);

  /**
   * Whether a node that the filter accepts for pods of a class takes one of them at most. Lets the
   * engine count the room for a class before it tries.
   */
  default boolean takesOne(PodClass podClass, int node, NodeTable nodes) {
    return false;
  }

  /**
   * Asked of filters that look at the whole cluster ({@link Reach#CLUSTER}): whether a pod more
   * somewhere may make the filter accept a node that it rejects now. Pods of such a class are tried
   * without counting the room for them first.
   */
  default boolean mayAcceptLater(PodClass podClass) {
    return true;
  }
}
