package dev.basalt.core.model;

/** Who brought it about that a node turned a pod away, as far as the scheduler can tell. */
public enum RejectionCause {
  /** Our own placements want more than the node has, and nothing else explains it: a defect. */
  OURS("ours"),
  /**
   * A pod that another scheduler, or a person, put there since; or the pod itself was such a one.
   */
  OTHERS("others"),
  /** A pod on the node was given more in place since. */
  RESIZE("resize"),
  /** The node had not let go of a pod that ended yet, although its release delay was over. */
  RELEASE_DELAY("release-delay"),
  /** The pod ran there before: its node started anew and did not take it in again. */
  NODE_RESTART("node-restart"),
  /** The node had room and nothing had left: it knows something that the API server does not. */
  UNKNOWN("unknown");

  private final String code;

  RejectionCause(String code) {
    this.code = code;
  }

  /** For metrics. */
  public String code() {
    return code;
  }
}
