package dev.basalt.sim.report;

import dev.basalt.sim.replay.ReplayResult;
import dev.basalt.sim.replay.Sample;
import dev.basalt.sim.report.TimeChart.Line;
import dev.basalt.sim.report.TimeChart.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The charts over time of one run. Axes are those of all runs, so that charts can be compared. */
final class RunCharts {
  /** More would not be seen. */
  private static final int MOST_POINTS = 480;

  private final ReplayResult result;
  private final RunFigures figures;
  private final List<ReplayResult> all;
  private final double[] hours;

  RunCharts(ReplayResult result, List<ReplayResult> all) {
    this.result = result;
    this.all = all;
    figures = new RunFigures(result);
    hours = points(sample -> sample.nanos() / 3600e9);
  }

  /** What pods hold of each resource. */
  TimeChart use() {
    List<Line> lines = new ArrayList<>();
    for (int resource : figures.resources()) {
      lines.add(
          new Line(
              name(resource),
              lines.size(),
              lines.isEmpty() ? Style.FILLED : Style.SOLID,
              points(sample -> percent(sample.used(resource), resource))));
    }
    return new TimeChart("Utilisation", "%", hours, 100, lines);
  }

  /** What a queue holds against what it deserves. */
  TimeChart share(int queue) {
    int resource = figures.mainResource();
    double most = 0;
    for (ReplayResult each : all) {
      for (Sample sample : each.samples()) {
        most =
            Math.max(
                most,
                Math.max(
                    percent(sample.held(queue, resource), resource),
                    percent(sample.deserved(queue, resource), resource)));
      }
    }
    return new TimeChart(
        "Queue " + result.queues().get(queue).name() + ": part of all " + name(resource),
        "%",
        hours,
        roundUp(most),
        List.of(
            new Line(
                "held",
                queue,
                Style.FILLED,
                points(sample -> percent(sample.held(queue, resource), resource))),
            new Line(
                "deserved",
                queue,
                Style.DASHED,
                points(sample -> percent(sample.deserved(queue, resource), resource)))));
  }

  /** Free room that typical pods cannot use. */
  TimeChart fragmentation() {
    double most = 0;
    List<Line> lines = new ArrayList<>();
    for (int resource : figures.resources()) {
      for (ReplayResult each : all) {
        for (Sample sample : each.samples()) {
          most = Math.max(most, percent(sample.unusable(resource), resource));
        }
      }
      lines.add(
          new Line(
              name(resource),
              lines.size(),
              Style.SOLID,
              points(sample -> percent(sample.unusable(resource), resource))));
    }
    return new TimeChart(
        "Fragmentation: free, but of no use to typical pods", "%", hours, roundUp(most), lines);
  }

  /** Gangs that wait for their start. */
  TimeChart gangsWaiting() {
    double most =
        all.stream().mapToLong(each -> new RunFigures(each).mostGangsWaiting()).max().orElse(0);
    return new TimeChart(
        "Gangs waiting",
        "",
        hours,
        roundUp(most),
        List.of(new Line("gangs", 2, Style.FILLED, points(Sample::gangsWaiting))));
  }

  /** Pods that wait for a node. */
  TimeChart podsWaiting() {
    double most =
        all.stream().mapToLong(each -> new RunFigures(each).mostPodsWaiting()).max().orElse(0);
    return new TimeChart(
        "Pods waiting",
        "",
        hours,
        roundUp(most),
        List.of(new Line("pods", 3, Style.FILLED, points(Sample::podsWaiting))));
  }

  private String name(int resource) {
    return result.resources().get(resource);
  }

  private double percent(long amount, int resource) {
    return 100.0 * amount / Math.max(1, result.total().get(resource));
  }

  /** One value a sample, or means of neighbours where there are too many samples. */
  private double[] points(ToDoubleFunction<Sample> of) {
    List<Sample> samples = result.samples();
    int each = Math.max(1, Math.ceilDiv(samples.size(), MOST_POINTS));
    double[] points = new double[Math.ceilDiv(samples.size(), each)];
    for (int i = 0; i < points.length; i++) {
      points[i] =
          samples.subList(i * each, Math.min(samples.size(), (i + 1) * each)).stream()
              .mapToDouble(of)
              .average()
              .orElse(0);
    }
    return points;
  }

  /** To 1, 2, 4, 5, 8 or 10 times a power of ten, so that four steps are round. */
  private static double roundUp(double most) {
    double power = 1;
    while (power * 10 < most) {
      power *= 10;
    }
    for (double factor : new double[] {1, 2, 4, 6, 8}) {
      if (factor * power >= most) {
        return Math.max(4 * (power == 1 && factor < 4 ? 1 : 0), factor * power);
      }
    }
    return 10 * power;
  }
}
