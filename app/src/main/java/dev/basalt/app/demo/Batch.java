package dev.basalt.app.demo;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.time.Duration;
import java.util.Map;

/**
 * Equal pods that are submitted together under one PodGroup.
 *
 * @param name the PodGroup's name, unique in a run; pods are named {@code NAME-0} and so on
 * @param queue the queue's name
 * @param pods how many pods, at least 1
 * @param gang whether all of them start together or none does
 * @param cpuMillis what each pod asks for, in milli-CPU
 * @param memoryBytes what each pod asks for, in bytes
 * @param runs how long each pod runs once it is started
 */
record Batch(
    String name,
    String queue,
    int pods,
    boolean gang,
    long cpuMillis,
    long memoryBytes,
    Duration runs) {

  /** How many pods must be placed together. */
  int minMember() {
    return gang ? pods : 1;
  }

  /** What one pod asks for. */
  ResourceList requests() {
    return ResourceList.of(
        Map.of(ResourceSchema.CPU_NAME, cpuMillis, ResourceSchema.MEMORY_NAME, memoryBytes));
  }
}
