package dev.basalt.exporter.series;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * The series of one family at one moment. They are sorted when they are published, so it pays to
 * add them by the values of their labels, these in the order of their names.
 */
final class Rows {
  private final Family family;
  private final List<GaugeDataPointSnapshot> values = new ArrayList<>();
  private final List<InfoDataPointSnapshot> infos = new ArrayList<>();

  Rows(Family family) {
    this.family = family;
  }

  /**
   * Adds one.
   *
   * @param labels values of the family's labels, in the order of the labels' names
   */
  void add(double value, String... labels) {
    add(value, family.labels(labels));
  }

  void add(double value, Labels labels) {
    if (family.info()) {
      infos.add(new InfoDataPointSnapshot(labels));
    } else {
      values.add(new GaugeDataPointSnapshot(value, labels, null));
    }
  }

  /** Adds some of an info. */
  void add(List<InfoDataPointSnapshot> some) {
    infos.addAll(some);
  }

  int size() {
    return values.size() + infos.size();
  }

  MetricSnapshot snapshot() {
    return family.info()
        ? new InfoSnapshot(family.metadata(), infos)
        : new GaugeSnapshot(family.metadata(), values);
  }
}
