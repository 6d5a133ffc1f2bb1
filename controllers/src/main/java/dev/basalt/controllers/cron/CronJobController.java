package dev.basalt.controllers.cron;

import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.made.MadeJobs;
import dev.basalt.controllers.runtime.Controller;
import dev.basalt.controllers.runtime.Mirror;
import dev.basalt.controllers.runtime.Notices;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.StatusRecords;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Executor;

/** The controller of CronJobs, put together. */
public final class CronJobController {
  private static final int PAGE = 500;

  private final Mirror<WrittenCronJob, WrittenCronJob> mirror;
  private final Controller controller;

  /**
   * A controller that does nothing until its mirror and it are started.
   *
   * @param jobs started by somebody else, afterwards
   * @param workers CronJobs that are worked on at once
   * @param zone of schedules that name none
   * @param executor runs the work of informers
   */
  public CronJobController(
      KubernetesClient client,
      MadeJobs jobs,
      Writer writer,
      Notices notices,
      int workers,
      Clock clock,
      ZoneId zone,
      Executor executor) {
    mirror =
        new Mirror<>(
            client,
            new SlimInformer.Selection<>(WrittenCronJob.class, WrittenCronJob::new, null, PAGE),
            cronJob -> {
              cronJob.getMetadata().setManagedFields(List.of());
              return cronJob;
            },
            (key, cronJob) -> null,
            clock,
            executor);
    StatusRecords<WrittenCronJob> records =
        new StatusRecords<>(
            mirror,
            writer,
            client.getKubernetesSerialization(),
            WrittenCronJob.class,
            CronJobController::path);
    controller =
        new Controller(
            "cronjob",
            workers,
            new CronReconciler(
                records, jobs, writer, notices, client.getKubernetesSerialization(), clock, zone),
            clock);
    jobs.listen((job, gone) -> lookAgain(job));
  }

  /** Begins to watch. */
  public void startMirrors() {
    mirror.start((key, before, after) -> controller.queue().add(key));
  }

  public List<Mirror<?, ?>> mirrors() {
    return List.of(mirror);
  }

  public Controller controller() {
    return controller;
  }

  private void lookAgain(MadeJob job) {
    ObjectKey owner = job.maker().owner();
    if (owner != null && job.maker().kind().equals(MadeJob.CRON_JOB)) {
      controller.queue().add(owner);
    }
  }

  private static String path(ObjectKey key) {
    return "/apis/batch.volcano.sh/v1alpha1/namespaces/"
        + key.namespace()
        + "/cronjobs/"
        + key.name();
  }
}
