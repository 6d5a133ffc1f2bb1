package dev.basalt.testkit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a fake node offers.
 *
 * @param namePrefix how the names of such nodes begin; a number follows
 * @param cpu allocatable CPU as a quantity, such as {@code 8} or {@code 500m}
 * @param memory allocatable memory as a quantity, such as {@code 32Gi}
 * @param pods how many pods fit, 0 or more
 * @param extended further allocatable resources, such as {@code nvidia.com/gpu: 8}
 * @param labels labels besides {@code kubernetes.io/hostname}, which every node has
 */
public record NodeShape(
    String namePrefix,
    String cpu,
    String memory,
    int pods,
    Map<String, String> extended,
    Map<String, String> labels) {

  public NodeShape {
    if (pods < 0) {
      throw new IllegalArgumentException("pods of a node must be 0 or more, not " + pods);
    }
    extended = Map.copyOf(extended);
    labels = Map.copyOf(labels);
  }

  /** A node named {@code node-...} without labels of its own. */
  public static NodeShape of(String cpu, String memory, int pods) {
    return new NodeShape("node-", cpu, memory, pods, Map.of(), Map.of());
  }

  public NodeShape withNamePrefix(String prefix) {
    return new NodeShape(prefix, cpu, memory, pods, extended, labels);
  }

  public NodeShape withLabel(String key, String value) {
    return new NodeShape(namePrefix, cpu, memory, pods, extended, plus(labels, key, value));
  }

  /** Adds an allocatable resource such as {@code nvidia.com/gpu}. */
  public NodeShape withResource(String resource, String quantity) {
    return new NodeShape(namePrefix, cpu, memory, pods, plus(extended, resource, quantity), labels);
  }

  private static Map<String, String> plus(Map<String, String> map, String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(map);
    more.put(key, value);
    return more;
  }
}
