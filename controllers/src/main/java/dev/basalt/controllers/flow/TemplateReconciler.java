package dev.basalt.controllers.flow;

import dev.basalt.api.flow.JobTemplateStatus;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.made.MadeJobs;
import dev.basalt.controllers.runtime.Next;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Reconciler;
import dev.basalt.controllers.runtime.StatusRecords;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Keeps in the status of a JobTemplate which jobs were made from it. */
final class TemplateReconciler implements Reconciler {
  /** A template may serve for ever; its status must not grow for ever. */
  private static final int MOST = 1000;

  private final StatusRecords<WrittenTemplate> records;
  private final MadeJobs jobs;

  TemplateReconciler(StatusRecords<WrittenTemplate> records, MadeJobs jobs) {
    this.records = records;
    this.jobs = jobs;
  }

  @Override
  public Next reconcile(ObjectKey key) throws InterruptedException {
    WrittenTemplate template = records.current(key);
    if (template != null && template.getMetadata().getDeletionTimestamp() == null) {
      records.write(key, template, status(jobs.from(key)));
    }
    return Next.never();
  }

  /** The names of the youngest, in order. */
  static JobTemplateStatus status(Collection<MadeJob> jobs) {
    List<String> names =
        jobs.stream()
            .sorted(
                Comparator.comparing(MadeJob::created)
                    .reversed()
                    .thenComparing(job -> job.key().name()))
            .limit(MOST)
            .map(job -> job.key().name())
            .sorted()
            .toList();
    return new JobTemplateStatus(names.isEmpty() ? null : names);
  }
}
