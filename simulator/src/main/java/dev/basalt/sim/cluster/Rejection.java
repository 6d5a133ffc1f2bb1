package dev.basalt.sim.cluster;

import java.util.List;

/**
 * A pod that its node's kubelet did not admit.
 *
 * @param pod the pod
 * @param node the node's name
 * @param reason {@code OutOf} and the resource, or {@code NodePorts}
 * @param message what was asked, used and there
 * @param atNanos when, in the timeline's nanoseconds
 * @param lingering pods ended for the API server that still held room on the node
 * @param longestLingerNanos how long ago the API server learnt that the first of them ended
 */
public record Rejection(
    String pod,
    String node,
    String reason,
    String message,
    long atNanos,
    List<String> lingering,
    long longestLingerNanos) {
  public Rejection {
    lingering = List.copyOf(lingering);
  }
}
