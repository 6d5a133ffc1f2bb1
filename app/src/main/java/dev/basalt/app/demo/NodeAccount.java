package dev.basalt.app.demo;

import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the pods on one node hold that have not ended. */
final class NodeAccount {
  private final Map<String, Long> held = new HashMap<>();
  private ResourceList allocatable = ResourceList.EMPTY;

  void allocatable(ResourceList amounts) {
    allocatable = amounts;
  }

  ResourceList allocatable() {
    return allocatable;
  }

  void take(ResourceList requests) {
    add(requests, 1);
  }

  void release(ResourceList requests) {
    add(requests, -1);
  }

  /** Part of the cpu that is held, 0 where there is none. */
  double cpuUsed() {
    long cpu = allocatable.get(ResourceSchema.CPU_NAME);
    return cpu == 0 ? 0 : (double) held.getOrDefault(ResourceSchema.CPU_NAME, 0L) / cpu;
  }

  /** What a pod that was just bound asks for and that is held in excess; empty if nothing is. */
  String excess(ResourceList requests) {
    List<String> excesses = new ArrayList<>();
    check(ResourceSchema.PODS_NAME, excesses);
    requests.forEach((resource, amount) -> {
      if (amount > 0) {
        check(resource, excesses);
      }
    });
    return String.join(", ", excesses);
  }

  private void check(String resource, List<String> excesses) {
    long used = held.getOrDefault(resource, 0L);
    if (used > allocatable.get(resource)) {
      excesses.add(
          Quantities.format(resource, used)
              + " of "
              + Quantities.format(resource, allocatable.get(resource))
              + " "
              + resource);
    }
  }

  private void add(ResourceList requests, int sign) {
    held.merge(ResourceSchema.PODS_NAME, (long) sign, Long::sum);
    requests.forEach((resource, amount) -> held.merge(resource, sign * amount, Long::sum));
  }
}
