package dev.basalt.plugins.reference;

import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.Taint;
import dev.basalt.core.resource.ResourceList;
import java.util.List;
import java.util.Map;

/**
 * A node as the naive scheduler keeps it.
 *
 * @param id breaks ties; an id whose node is gone goes to the next new node
 * @param allocatable whole cpus in milli-CPU, others in their own unit
 */
record NaiveNode(
    String name,
    int id,
    String uid,
    Map<String, Long> allocatable,
    Map<String, String> labels,
    List<Taint> taints,
    boolean cordoned) {

  NodeSpec spec() {
    return NodeSpec.builder(name, uid)
        .allocatable(ResourceList.of(allocatable))
        .labels(labels)
        .taints(taints)
        .unschedulable(cordoned)
        .build();
  }
}
