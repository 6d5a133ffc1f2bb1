package dev.basalt.watchdog.rule;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.view.JobSight;
import dev.basalt.watchdog.view.PodSight;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Jobs whose running pods use little of the CPU that they ask for, where that is measured. */
final class WastefulJobs implements Check {
  private static final String CPU = "cpu";
  private static final double MILLI = 1000;

  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    for (JobSight job : look.view().jobs()) {
      if (!job.underWay()) {
        continue;
      }
      long requested = 0;
      long used = 0;
      for (PodSight pod : look.view().podsOf(job.key())) {
        ResourceList use = pod.phase() == PodPhase.RUNNING ? look.view().used(pod.key()) : null;
        if (use != null) {
          requested += pod.requests().get(CPU);
          used += use.get(CPU);
        }
      }
      if (requested > rule.threshold("cores") * MILLI
          && used < rule.threshold("ratio") * requested) {
        found.accept(wastes(job, used, requested));
      }
    }
  }

  private static Finding wastes(JobSight job, long used, long requested) {
    return new Finding(
        job.key().toString(),
        job.uid(),
        new TreeMap<>(
            Map.of(
                "namespace",
                job.key().namespace(),
                "job_name",
                job.key().name(),
                "queue",
                job.queue(),
                "user",
                job.user())),
        Map.of(
            "used",
            Texts.cores(used),
            "requested",
            Texts.cores(requested),
            "wasted",
            Texts.cores(requested - used),
            "percent",
            Texts.percent(used / (double) requested)),
        0,
        true);
  }
}
