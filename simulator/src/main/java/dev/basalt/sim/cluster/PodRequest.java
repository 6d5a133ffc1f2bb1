package dev.basalt.sim.cluster;

import dev.basalt.sim.workload.PodTemplate;
import org.jspecify.annotations.Nullable;

/**
 * A pod to create.
 *
 * @param namespace its namespace
 * @param name its name
 * @param group name of its PodGroup, null for a bare pod
 * @param template what it is made from
 * @param nodeName the node it is created on, past every scheduler; null to be scheduled
 */
public record PodRequest(
    String namespace,
    String name,
    @Nullable String group,
    PodTemplate template,
    @Nullable String nodeName) {

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }

  PodRequest renamed(String newName) {
    return new PodRequest(namespace, newName, group, template, null);
  }
}
