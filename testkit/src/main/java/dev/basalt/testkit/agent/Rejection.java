package dev.basalt.testkit.agent;

/**
 * A pod that a node refused.
 *
 * @param pod namespace/name
 * @param reason {@code OutOf} and the resource, as a kubelet's
 * @param message with the amounts
 * @param lingering how many pods that had ended for the API server still held room there
 */
public record Rejection(String pod, String node, String reason, String message, int lingering) {}
