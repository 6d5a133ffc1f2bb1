package dev.basalt.core.model;

/** What the claims of a pod say to a node. */
public enum VolumeFit {
  /** All volumes are there, or can be had there. */
  FITS,
  /** A volume cannot be reached from the node. */
  OUT_OF_REACH,
  /** Nothing is left to bind a claim to, and nothing can be made there. */
  NOTHING_TO_BIND,
  /** Another node was chosen for a claim. */
  CHOSEN_ELSEWHERE,
  /** The provisioner gave up on a volume for the node a moment ago. */
  GIVEN_UP
}
