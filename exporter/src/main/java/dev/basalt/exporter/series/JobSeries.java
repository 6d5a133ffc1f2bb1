package dev.basalt.exporter.series;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.JobRecord;
import dev.basalt.exporter.view.SeenJob;
import dev.basalt.exporter.view.Units;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;

/** The series of jobs: as long as a job is there, and has not ended too long ago. */
final class JobSeries {
  private static final String TASKS_OPTION = "--max-tasks";

  private final Limits limits;
  private final Table rows;
  private int left;
  private int tasksLeft;
  private int growthsLeft;

  private JobSeries(Limits limits, Table rows) {
    this.limits = limits;
    this.rows = rows;
  }

  /** Adds them, and says what was left out; to be called while nothing changes in the view. */
  static void add(ClusterView view, Limits limits, long nowSeconds, Table rows, LeftOut leftOut) {
    JobSeries series = new JobSeries(limits, rows);
    series.add(view, nowSeconds - limits.jobLife().toSeconds());
    leftOut.set(Family.JOB_INFO.series(), series.left, "--max-jobs");
    leftOut.set(Family.JOB_TASKS.series(), series.tasksLeft, TASKS_OPTION);
    leftOut.set(Family.JOB_OOM_GROWTHS.series(), series.growthsLeft, TASKS_OPTION);
  }

  private void add(ClusterView view, long oldest) {
    int published = 0;
    for (JobRecord job : view.jobs()) {
      SeenJob seen = job.seen();
      if (seen == null || expired(seen, oldest)) {
        job.published(false);
      }
      published += job.published() ? 1 : 0;
    }
    for (JobRecord job : view.jobs()) {
      SeenJob seen = job.seen();
      if (seen == null || expired(seen, oldest)) {
        continue;
      }
      if (!job.published()) {
        if (published >= limits.jobs()) {
          left++;
          continue;
        }
        published++;
        job.published(true);
      }
      publish(job, seen);
    }
  }

  private static boolean expired(SeenJob job, long oldest) {
    return job.finished() && job.ended() < oldest;
  }

  private void publish(JobRecord job, SeenJob seen) {
    String name = job.name();
    String namespace = job.namespace();
    Labels own = labels(job);
    rows.of(Family.JOB_INFO).add(1, name, namespace, seen.queue(), seen.user(), seen.zone());
    rows.of(Family.JOB_STATUS_PHASE).add(1, name, namespace, seen.phase());
    time(seen.created(), own, rows.of(Family.JOB_CREATED));
    time(seen.started(), own, rows.of(Family.JOB_START));
    time(seen.ended(), own, rows.of(Family.JOB_COMPLETION));
    rows.of(Family.JOB_REPLICAS).add(seen.replicas(), own);
    rows.of(Family.JOB_MIN_AVAILABLE).add(seen.minAvailable(), own);
    if (seen.minSuccess() != null) {
      rows.of(Family.JOB_MIN_SUCCESS).add(seen.minSuccess(), own);
    }
    tasks(name, namespace, seen.tasks());
    growths(name, namespace, seen.growths());
    Rows requested = rows.of(Family.JOB_REQUESTED);
    job.requested()
        .forEach((resource, amount) ->
            requested.add(Units.base(resource, amount), name, namespace, resource));
    amounts(job, job.used(), rows.of(Family.JOB_USED));
    amounts(job, job.measured(), rows.of(Family.JOB_MEASURED_REQUESTED));
  }

  private static void amounts(JobRecord job, ResourceList amounts, Rows rows) {
    amounts.forEach((resource, amount) ->
        rows.add(Units.base(resource, amount), job.name(), job.namespace(), resource));
  }

  /** By phase first, as the labels are in that order. */
  private void tasks(String name, String namespace, Map<String, Map<String, Integer>> tasks) {
    Map<String, Map<String, Integer>> byPhase = new TreeMap<>();
    int places = limits.tasks();
    for (Map.Entry<String, Map<String, Integer>> task : tasks.entrySet()) {
      String told = places-- > 0 ? task.getKey() : "";
      task.getValue()
          .forEach((phase, count) ->
              byPhase
                  .computeIfAbsent(phase, first -> new TreeMap<>())
                  .merge(told, count, Integer::sum));
    }
    tasksLeft += Math.max(0, -places);
    Rows own = rows.of(Family.JOB_TASKS);
    byPhase.forEach((phase, counts) ->
        counts.forEach((task, count) -> own.add(count, name, namespace, phase, task)));
  }

  private void growths(String name, String namespace, Map<String, Integer> growths) {
    Map<String, Integer> told = growths;
    if (growths.size() > limits.tasks()) {
      growthsLeft += growths.size() - limits.tasks();
      told = new TreeMap<>();
      for (Map.Entry<String, Integer> task : growths.entrySet()) {
        told.merge(
            told.size() < limits.tasks() ? task.getKey() : "", task.getValue(), Integer::sum);
      }
    }
    told.forEach(
        (task, times) -> rows.of(Family.JOB_OOM_GROWTHS).add(times, name, namespace, task));
  }

  private static void time(long seconds, Labels labels, Rows rows) {
    if (seconds > 0) {
      rows.add((double) seconds, labels);
    }
  }

  private static Labels labels(JobRecord job) {
    if (job.made() instanceof Labels made) {
      return made;
    }
    Labels labels = Family.JOB_CREATED.labels(job.name(), job.namespace());
    job.made(labels);
    return labels;
  }
}
