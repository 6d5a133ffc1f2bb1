package dev.basalt.app.demo;

import dev.basalt.app.demo.Snapshot.QueueState;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** What queues deserved and held on average, over snapshots taken at even intervals. */
final class ShareAverages {
  /**
   * A queue's averages.
   *
   * @param deserved the mean of {@link Snapshot.QueueState#deserved}
   * @param allocated the mean of {@link Snapshot.QueueState#allocated}
   * @param releasingCpuMillis the mean of {@link Snapshot.QueueState#releasingCpuMillis}
   */
  record QueueShare(
      DemoQueue queue, ResourceList deserved, ResourceList allocated, long releasingCpuMillis) {}

  private static final List<String> RESOURCES =
      List.of(ResourceSchema.CPU_NAME, ResourceSchema.MEMORY_NAME);

  private final List<Snapshot> snapshots = new ArrayList<>();

  void add(Snapshot snapshot) {
    snapshots.add(snapshot);
  }

  /** Every queue's averages; all amounts are 0 if no snapshot was added. */
  List<QueueShare> shares() {
    List<QueueShare> shares = new ArrayList<>();
    for (int i = 0; i < DemoQueue.ALL.size(); i++) {
      int index = i;
      List<QueueState> states = snapshots.stream().map(s -> s.queues().get(index)).toList();
      shares.add(
          new QueueShare(
              DemoQueue.ALL.get(i),
              mean(states.stream().map(QueueState::deserved).toList()),
              mean(states.stream().map(QueueState::allocated).toList()),
              rounded(states.stream().mapToLong(QueueState::releasingCpuMillis))));
    }
    return shares;
  }

  private static ResourceList mean(List<ResourceList> lists) {
    Map<String, Long> means = new HashMap<>();
    for (String resource : RESOURCES) {
      means.put(resource, rounded(lists.stream().mapToLong(list -> list.get(resource))));
    }
    return ResourceList.of(means);
  }

  private static long rounded(LongStream values) {
    return Math.round(values.average().orElse(0));
  }
}
