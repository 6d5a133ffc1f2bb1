package dev.basalt.app.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.sim.replay.ReplayResult;
import dev.basalt.sim.replay.ReplayResult.ClassWaits;
import dev.basalt.sim.replay.Starved;
import dev.basalt.sim.report.Report;
import dev.basalt.sim.report.Run;
import dev.basalt.sim.report.RunFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as JSON; docs/simulate.md says what each key means. */
final class ReportJson {
  private static final int LISTED_STARVED = 100;
  private static final double NANOS = 1e9;

  private ReportJson() {}

  /** An indented JSON object that ends with a line break: one run's figures, or those of each. */
  static String of(Report report) {
    Map<String, Object> top = new LinkedHashMap<>();
    top.put("input", report.title());
    top.put("nodes", report.nodes());
    top.put("seed", report.seed());
    top.put("patience_seconds", seconds(report.patienceNanos()));
    top.put("notices", report.notices());
    if (report.runs().size() == 1) {
      top.putAll(figures(report.runs().getFirst()));
    } else {
      top.put("runs", report.runs().stream().map(ReportJson::figures).toList());
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(top) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> figures(Run run) {
    ReplayResult result = run.result();
    RunFigures figures = new RunFigures(result);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("configuration", run.name());
    map.put("pods", result.pods());
    map.put("jobs", result.jobs());
    map.put("gangs", result.gangs());
    map.put("wall_seconds", hundredths(result.wallNanos() / NANOS));
    map.put("simulated_seconds", seconds(result.simulatedNanos()));
    map.put("node_overcommits", result.nodeOvercommits());
    map.put("gangs_partial", result.gangsPartial());
    map.put("bound_twice", result.boundTwice());
    map.put("outof_rejections", result.outOfRejections());
    map.put("starved", result.starved().size());
    map.put("starved_jobs", starved(result.starved()));
    map.put("bypassed", result.bypassed());
    map.put("created", result.created());
    map.put("bound", result.bound());
    map.put("succeeded", result.succeeded());
    map.put("failed", result.failed());
    map.put("unplaced", result.unplaced());
    map.put("unplaceable_jobs", result.unplaceable());
    map.put("sessions", result.sessions());
    map.put("wait_by_class", result.classes().stream().map(ReportJson::waits).toList());
    map.put("main_resource", result.resources().get(figures.mainResource()));
    map.put("share_by_queue", figures.shares().stream().map(ReportJson::share).toList());
    map.put("use_by_resource", figures.uses().stream().map(ReportJson::use).toList());
    map.put("gangs_waiting_mean", hundredths(figures.meanGangsWaiting()));
    map.put("gangs_waiting_max", figures.mostGangsWaiting());
    map.put("pods_waiting_max", figures.mostPodsWaiting());
    return map;
  }

  private static List<Object> starved(List<Starved> all) {
    List<Object> listed = new ArrayList<>();
    for (Starved starved : all.subList(0, Math.min(all.size(), LISTED_STARVED))) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("job", starved.job());
      map.put("queue", starved.queue());
      map.put("class", starved.workClass());
      map.put("rule", starved.rule().name());
      map.put("detail", starved.detail());
      map.put("at_seconds", seconds(starved.atNanos()));
      listed.add(map);
    }
    return listed;
  }

  private static Map<String, Object> waits(ClassWaits waits) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("class", waits.name());
    map.put("pods", waits.pods());
    map.put("jobs", waits.jobs());
    map.put("gangs", waits.gangs());
    map.put("bound", waits.bound());
    map.put("p50_seconds", seconds(waits.p50Nanos()));
    map.put("p90_seconds", seconds(waits.p90Nanos()));
    map.put("p99_seconds", seconds(waits.p99Nanos()));
    map.put("max_seconds", seconds(waits.maxNanos()));
    return map;
  }

  private static Map<String, Object> share(RunFigures.Share share) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("queue", share.queue());
    map.put("weight", share.weight());
    map.put("deserved", tenThousandths(share.deserved()));
    map.put("held", tenThousandths(share.held()));
    map.put("below", tenThousandths(share.below()));
    return map;
  }

  private static Map<String, Object> use(RunFigures.Use use) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("resource", use.resource());
    map.put("mean", tenThousandths(use.mean()));
    map.put("peak", tenThousandths(use.peak()));
    map.put("unusable", tenThousandths(use.meanUnusable()));
    return map;
  }

  private static double seconds(long nanos) {
    return Math.round(nanos / 1e6) / 1e3;
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static double tenThousandths(double part) {
    return Math.round(part * 1e4) / 1e4;
  }
}
