package dev.basalt.core.port;

/**
 * A pod that must leave its node.
 *
 * @param podUid the UID the pod must still have
 * @param namespace the pod's namespace
 * @param podName the pod's name
 * @param reason a short machine-readable reason, such as {@code GangIncomplete}
 * @param message for people
 */
public record Eviction(
    String podUid, String namespace, String podName, String reason, String message) {}
