package dev.basalt.exporter.series;

import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.JobRecord;
import dev.basalt.exporter.view.SeenJob;
import dev.basalt.exporter.view.Units;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Map;
import java.util.TreeMap;

/** The series of jobs: as long as a job is there, and has not ended too long ago. */
final class JobSeries {
  private JobSeries() {}

  /**
   * Adds them; to be called while nothing changes in the view.
   *
   * @return how many jobs there was no room for
   */
  static int add(ClusterView view, Limits limits, long nowSeconds, Table rows) {
    long oldest = nowSeconds - limits.jobLife().toSeconds();
    int published = 0;
    for (JobRecord job : view.jobs()) {
      SeenJob seen = job.seen();
      if (seen == null || expired(seen, oldest)) {
        job.published(false);
      }
      published += job.published() ? 1 : 0;
    }
    int left = 0;
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
      publish(job, seen, rows);
    }
    return left;
  }

  private static boolean expired(SeenJob job, long oldest) {
    return job.finished() && job.ended() < oldest;
  }

  private static void publish(JobRecord job, SeenJob seen, Table rows) {
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
    tasks(name, namespace, seen.tasks(), rows.of(Family.JOB_TASKS));
    Rows requested = rows.of(Family.JOB_REQUESTED);
    job.requested()
        .forEach((resource, amount) ->
            requested.add(Units.base(resource, amount), name, namespace, resource));
    Rows used = rows.of(Family.JOB_USED);
    job.used()
        .forEach((resource, amount) ->
            used.add(Units.base(resource, amount), name, namespace, resource));
    seen.growths()
        .forEach(
            (task, times) -> rows.of(Family.JOB_OOM_GROWTHS).add(times, name, namespace, task));
  }

  /** By phase first, as the labels are in that order. */
  private static void tasks(
      String name, String namespace, Map<String, Map<String, Integer>> tasks, Rows rows) {
    Map<String, Map<String, Integer>> byPhase = new TreeMap<>();
    tasks.forEach((task, phases) ->
        phases.forEach((phase, count) ->
            byPhase.computeIfAbsent(phase, first -> new TreeMap<>()).put(task, count)));
    byPhase.forEach((phase, counts) ->
        counts.forEach((task, count) -> rows.add(count, name, namespace, phase, task)));
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
