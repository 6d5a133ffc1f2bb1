package dev.basalt.core.port;

/**
 * One decision on its way to the API server.
 *
 * @param podUid the UID the pod must still have
 * @param namespace the pod's namespace
 * @param podName the pod's name
 * @param nodeName the node chosen
 */
public record Binding(String podUid, String namespace, String podName, String nodeName) {}
