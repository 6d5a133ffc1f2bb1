package dev.basalt.exporter.series;

import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.Units;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** What a view holds, as series; made when somebody asks. */
public final class ViewSeries implements MultiCollector {
  private final ClusterView view;
  private final Limits limits;
  private final LongSupplier nowSeconds;
  private final Happened happened;
  private final LeftOut leftOut = new LeftOut();
  private final PodSeries pods = new PodSeries();

  /**
   * The series of a view.
   *
   * @param happened the counters of what happens, under the same limits
   * @param nowSeconds the time, seconds since 1970
   */
  public ViewSeries(ClusterView view, Limits limits, Happened happened, LongSupplier nowSeconds) {
    this.view = view;
    this.limits = limits;
    this.nowSeconds = nowSeconds;
    this.happened = happened;
  }

  @Override
  public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
    return Arrays.stream(Family.values()).map(Family::descriptor).toList();
  }

  @Override
  public synchronized MetricSnapshots collect() {
    Table table = new Table();
    view.reading(() -> fill(table));
    leftOut.forEach((family, count) -> table.of(Family.SERIES_LEFT_OUT).add(count, family));
    Rows sizes = table.of(Family.SERIES);
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (Map.Entry<Family, Rows> family : table.families()) {
      if (family.getKey() != Family.SERIES && family.getValue().size() > 0) {
        sizes.add(family.getValue().size(), family.getKey().series());
        snapshots.add(family.getValue().snapshot());
      }
    }
    snapshots.add(sizes.snapshot());
    return new MetricSnapshots(snapshots);
  }

  private void fill(Table table) {
    int left = pods.add(view, limits.pods(), table.of(Family.POD_INFO));
    leftOut.set(Family.POD_INFO.series(), left, "--max-pods-series");
    JobSeries.add(view, limits, nowSeconds.getAsLong(), table, leftOut);
    left = QueueSeries.add(view, limits.queues(), table);
    leftOut.set(Family.QUEUE_INFO.series(), left, "--max-queues");
    left = QueueSeries.addUsers(view, limits.users(), table);
    leftOut.set(Family.USER_ALLOCATED.series(), left, "--max-users");
    left = NodeSeries.add(view, limits.nodes(), table);
    leftOut.set(Family.NODE_ALLOCATABLE.series(), left, "--max-nodes");
    quotas(table);
    happened.tell(leftOut);
  }

  private void quotas(Table table) {
    view.quotas()
        .forEach(
            limits.quotas(),
            (namespace, quota, resource, limit, used) -> {
              table
                  .of(Family.QUOTA_LIMIT)
                  .add(Units.base(resource, limit), namespace, quota, resource);
              if (used >= 0) {
                table
                    .of(Family.QUOTA_USED)
                    .add(Units.base(resource, used), namespace, quota, resource);
              }
            });
    leftOut.set(
        Family.QUOTA_LIMIT.series(),
        Math.max(0, view.quotas().size() - limits.quotas()),
        "--max-quotas");
  }
}
