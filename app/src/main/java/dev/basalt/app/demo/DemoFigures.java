package dev.basalt.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.basalt.app.demo.ShareAverages.QueueShare;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of a run as JSON; docs/demo.md says what each key means. */
final class DemoFigures {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MILLIS_PER_CORE = 1000;

  private final String cluster;
  private final DemoRun.Outcome outcome;

  /**
   * Takes the figures of a run.
   *
   * @param cluster the kind of cluster it ran on
   */
  DemoFigures(String cluster, DemoRun.Outcome outcome) {
    this.cluster = cluster;
    this.outcome = outcome;
  }

  /** An indented JSON object that ends with a line break. */
  String json() {
    Snapshot last = outcome.last();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("cluster", cluster);
    figures.put("pods", last.created());
    figures.put("bound", last.bound());
    figures.put("gangs_partial", last.broken().gangsPartial());
    figures.put("node_overcommits", last.broken().nodeOvercommits());
    figures.put("outof_rejections", last.broken().outOfRejections());
    figures.put("bindings_per_second", tenths(last.meanRate()));
    figures.put("p50_ms", tenths(last.p50Nanos() / NANOS_PER_MILLI));
    figures.put("p99_ms", tenths(last.p99Nanos() / NANOS_PER_MILLI));
    List<Map<String, Object>> queues = new ArrayList<>();
    for (QueueShare share : outcome.shares()) {
      Map<String, Object> queue = new LinkedHashMap<>();
      queue.put("name", share.queue().name());
      queue.put("weight", share.queue().weight());
      queue.put("deserved", amounts(share.deserved()));
      queue.put("allocated", amounts(share.allocated()));
      queues.add(queue);
    }
    figures.put("queues", queues);
    if (!outcome.jobs().isEmpty()) {
      figures.put("jobs", outcome.jobs().stream().map(DemoFigures::job).toList());
    }
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(figures) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures cannot be written as JSON", e);
    }
  }

  private static Map<String, Object> job(JobSight sight) {
    Map<String, Object> job = new LinkedHashMap<>();
    job.put("name", sight.name());
    job.put("phase", sight.phase());
    job.put("done", sight.done());
    job.put("total", sight.total());
    return job;
  }

  private static Map<String, Object> amounts(ResourceList list) {
    Map<String, Object> amounts = new LinkedHashMap<>();
    amounts.put("cpu", list.get(ResourceSchema.CPU_NAME) / MILLIS_PER_CORE);
    amounts.put("memory", list.get(ResourceSchema.MEMORY_NAME));
    return amounts;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
