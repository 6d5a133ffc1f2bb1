package dev.basalt.core.model;

/**
 * Is told whenever a pod of any scheduler takes a place on a node or leaves it, within sessions and
 * between them, decisions on trial and their undoing included. A function that looks beyond its own
 * node keeps its counts by this. Called on the engine's thread, often; must be quick, and may do
 * nothing to the state but {@link NodeTable#touch}.
 */
public interface PlacementListener {
  /** A task holds room on a node, or was promised some, from now on. */
  void placed(PodClass podClass, int node, NodeTable nodes);

  /** A task holds nothing on a node any more. */
  void displaced(PodClass podClass, int node, NodeTable nodes);
}
