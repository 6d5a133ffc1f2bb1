package dev.basalt.watchdog.rule;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.PodPhase;
import dev.basalt.watchdog.view.Ending;
import dev.basalt.watchdog.view.GroupSight;
import dev.basalt.watchdog.view.JobSight;
import dev.basalt.watchdog.view.PodSight;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Jobs that ended, and not well, unless somebody asked for it; and pods that failed and belong to a
 * PodGroup but to no Job, unless what controls them makes another one.
 */
final class FailedJobs implements Check {
  /** Controllers that replace a pod, or answer for it. */
  private static final Set<String> REPLACING =
      Set.of(
          "Job", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Pod", "Node");

  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    Map<ObjectKey, Long> mended = mended(look);
    for (JobSight job : look.view().jobs()) {
      if (job.failed() && look.tells(job.phaseMillis()) && !isMended(job, mended)) {
        found.accept(failed(job, look));
      } else if (job.underWay() && job.retries() > 0) {
        // Begun anew by somebody's hand: that it runs does not yet mean that it goes well.
        found.accept(Finding.goesOn(subject(job.key()), labels(job, job.reason())));
      }
    }
    for (PodSight pod : look.view().pods()) {
      Ending ending = pod.ending();
      if (ending != null && look.tells(ending.millis()) && alone(pod)) {
        found.accept(failed(pod, ending, look));
      }
    }
  }

  /** When a job was last run anew with success, by the job that was run first. */
  private static Map<ObjectKey, Long> mended(Look look) {
    Map<ObjectKey, Long> mended = new HashMap<>();
    for (JobSight job : look.view().jobs()) {
      if (!job.parent().isEmpty() && job.phase() == JobPhase.COMPLETED) {
        mended.merge(
            new ObjectKey(job.key().namespace(), job.parent()), job.createdMillis(), Math::max);
      }
    }
    return mended;
  }

  private static boolean isMended(JobSight job, Map<ObjectKey, Long> mended) {
    String first = job.parent().isEmpty() ? job.key().name() : job.parent();
    Long since = mended.get(new ObjectKey(job.key().namespace(), first));
    return since != null && since > job.createdMillis();
  }

  private static boolean alone(PodSight pod) {
    return pod.job().isEmpty()
        && !pod.group().isEmpty()
        && !pod.deleting()
        && !REPLACING.contains(pod.controller());
  }

  private static Finding failed(JobSight job, Look look) {
    List<PodSight> pods = look.view().podsOf(job.key());
    PodSight first = first(pods);
    Ending ending = first == null ? null : first.ending();
    String reason = ending == null ? job.reason() : ending.reason();
    Map<String, String> values = new HashMap<>();
    values.put("phase", job.phaseText());
    values.put("message", job.message());
    values.put("task", first == null ? "" : first.task());
    values.put("retries", Integer.toString(job.retries()));
    values.put(
        "failed_pods",
        Long.toString(pods.stream().filter(pod -> pod.phase() == PodPhase.FAILED).count()));
    describe(first, ending, values);
    return Finding.event(
        subject(job.key()),
        job.uid() + "@" + job.phaseMillis(),
        job.phaseMillis(),
        labels(job, reason.isEmpty() ? job.phaseText() : reason),
        values);
  }

  /** The pod that failed first. */
  private static @Nullable PodSight first(List<PodSight> pods) {
    PodSight first = null;
    for (PodSight pod : pods) {
      Ending ending = pod.ending();
      if (ending != null
          && (first == null || first.ending() == null || isBefore(ending, first.ending()))) {
        first = pod;
      }
    }
    return first;
  }

  private static boolean isBefore(Ending one, Ending other) {
    return one.millis() < other.millis();
  }

  private static Finding failed(PodSight pod, Ending ending, Look look) {
    GroupSight group = look.view().group(new ObjectKey(pod.key().namespace(), pod.group()));
    Map<String, String> values = new HashMap<>();
    values.put("phase", "Failed");
    values.put("message", "");
    values.put("task", pod.task());
    values.put("retries", "0");
    values.put("failed_pods", "1");
    describe(pod, ending, values);
    return Finding.event(
        "pod/" + subject(pod.key()),
        pod.uid(),
        ending.millis(),
        Map.of(
            "namespace",
            pod.key().namespace(),
            "job_name",
            pod.key().name(),
            "queue",
            group != null ? group.queue() : queue(pod),
            "user",
            pod.user(),
            "reason",
            ending.reason()),
        values);
  }

  private static String queue(PodSight pod) {
    return pod.queue().isEmpty() ? VolcanoNames.DEFAULT_QUEUE : pod.queue();
  }

  private static void describe(
      @Nullable PodSight pod, @Nullable Ending ending, Map<String, String> values) {
    values.put("pod", pod == null ? "" : pod.key().name());
    values.put("container", ending == null ? "" : ending.container());
    values.put("exit_code", ending == null ? "" : Integer.toString(ending.exitCode()));
    values.put("first_failure", firstFailure(pod, ending));
  }

  private static String firstFailure(@Nullable PodSight pod, @Nullable Ending ending) {
    if (pod == null || ending == null) {
      return "No pod of it is left that failed.";
    }
    String task = pod.task().isEmpty() ? "" : " of task " + pod.task();
    String container =
        ending.container().isEmpty()
            ? ""
            : ", container " + ending.container() + " with exit code " + ending.exitCode();
    return "First failed pod "
        + pod.key().name()
        + task
        + ": "
        + ending.reason()
        + container
        + ".";
  }

  private static String subject(ObjectKey key) {
    return key.toString();
  }

  private static Map<String, String> labels(JobSight job, String reason) {
    return Map.of(
        "namespace",
        job.key().namespace(),
        "job_name",
        job.key().name(),
        "queue",
        job.queue(),
        "user",
        job.user(),
        "reason",
        reason);
  }
}
