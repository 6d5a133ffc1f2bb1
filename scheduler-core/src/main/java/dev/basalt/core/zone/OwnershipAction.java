package dev.basalt.core.zone;

import java.util.Set;

/**
 * What {@link NodeOwnership} asks for. Requests carry a ticket that their answer must bring back.
 */
public sealed interface OwnershipAction {
  /** Read a node from the API server, not from a cache. */
  record Read(String node, long ticket) implements OwnershipAction {}

  /**
   * Write our name, and the number of our term, onto a node if it still has a version.
   *
   * @param term the number of the term; written so that a node is never confirmed without a change
   */
  record Claim(String node, String version, long term, long ticket) implements OwnershipAction {}

  /** Take our name off a node if it still has a version. */
  record Release(String node, String version, long ticket) implements OwnershipAction {}

  /** Read the UIDs of the pods that are bound to a node and have not ended, not from a cache. */
  record ListPods(String node, long ticket) implements OwnershipAction {}

  /** Read the Lease under which an owner lives. */
  record ReadLease(String owner, long ticket) implements OwnershipAction {}

  /**
   * Tell the engine: it may use the node as soon as it knows all these pods to be there.
   *
   * @param fresh whether another scheduler may have used it before
   */
  record Grant(String node, String uid, Set<String> pods, boolean fresh)
      implements OwnershipAction {}

  /**
   * Tell the engine: it may not use the node any more, and is to say when no binding is on its way.
   */
  record Withdraw(String node, String uid) implements OwnershipAction {}

  /** Tell the engine: of exactly these owners nothing was heard for too long. */
  record Expired(Set<String> owners) implements OwnershipAction {}
}
