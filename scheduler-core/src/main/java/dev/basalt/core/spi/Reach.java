package dev.basalt.core.spi;

/**
 * How far a filter or a score looks. The engine caches by it: a function that reads more than it
 * declares gets stale answers.
 */
public enum Reach {
  /** The pod class and the node's attributes: labels, taints, cordon, name. */
  ATTRIBUTES,
  /**
   * The above, and what pods on the node hold: amounts, host ports. A pod more on a node must never
   * make a filter of this reach accept it: the engine counts the room for a class before it tries.
   * Claims and volumes may be read too: the engine asks again when they change for a class.
   */
  NODE,
  /**
   * The above, and what pods elsewhere in the cluster hold. Whoever registers such a function keeps
   * what it reads up to date by a {@link dev.basalt.core.model.PlacementListener}, and calls {@link
   * dev.basalt.core.model.NodeTable#touch} for each node about which its answer may have changed:
   * answers are kept until then. Cost: a new look at each node touched, by each class in use.
   */
  CLUSTER,
  /**
   * Like {@code CLUSTER}, but with the same answer for all nodes that {@link
   * dev.basalt.core.peers.Peers#groups} of the class puts into one group. Asked anew for one node
   * of each group whenever a node is chosen, so nobody needs to be told of a change; and only for
   * classes that have to do with other pods.
   */
  GROUP
}
