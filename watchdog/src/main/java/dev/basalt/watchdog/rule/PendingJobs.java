package dev.basalt.watchdog.rule;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.watchdog.view.GroupSight;
import dev.basalt.watchdog.view.JobSight;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.Waiting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Jobs, and PodGroups that are no job's, which have waited for longer than the rule says, or than
 * they say themselves. Counted from the API's time stamps: a watchdog that starts anew knows it
 * too.
 */
final class PendingJobs implements Check {
  private static final String UNKNOWN = "Unknown";

  @Override
  public void look(Rule rule, Look look, Consumer<Finding> found) {
    long now = look.now().millis();
    for (JobSight job : look.view().jobs()) {
      GroupSight group = job.phase() == JobPhase.PENDING ? look.view().groupOf(job) : null;
      long waited = now - job.phaseMillis();
      if (job.phase() == JobPhase.PENDING && waited >= limit(rule, job, group)) {
        Waiting waiting = waiting(group, look.view().podsOf(job.key()));
        found.accept(
            waits(
                job.key().toString(),
                job.uid(),
                waited,
                waiting,
                labels(
                    job.key().namespace(), job.key().name(), job.queue(), job.user(), waiting)));
      }
    }
    for (GroupSight group : look.view().groups()) {
      long waited = now - group.createdMillis();
      if (group.job().isEmpty()
          && group.waits()
          && waited >= (group.slaMillis() < 0 ? limit(rule) : group.slaMillis())) {
        Waiting waiting = waiting(group, look.view().podsOfGroup(group.key()));
        found.accept(
            waits(
                "podgroup/" + group.key(),
                group.uid(),
                waited,
                waiting,
                labels(
                    group.key().namespace(),
                    group.key().name(),
                    group.queue(),
                    group.user(),
                    waiting)));
      }
    }
  }

  private static long limit(Rule rule) {
    return rule.times().before().toMillis();
  }

  private static long limit(Rule rule, JobSight job, @Nullable GroupSight group) {
    if (job.slaMillis() >= 0) {
      return job.slaMillis();
    }
    return group != null && group.slaMillis() >= 0 ? group.slaMillis() : limit(rule);
  }

  /** What the scheduler says of the group, or else of the first pod that it says something of. */
  private static Waiting waiting(@Nullable GroupSight group, List<PodSight> pods) {
    if (group != null && !group.waiting().unsaid()) {
      return group.waiting();
    }
    return pods.stream()
        .filter(PodSight::unplaced)
        .map(PodSight::waiting)
        .filter(waiting -> !waiting.unsaid())
        .findFirst()
        .orElse(new Waiting(UNKNOWN, "nobody has said why"));
  }

  private static Finding waits(
      String subject, String uid, long waited, Waiting waiting, Map<String, String> labels) {
    return new Finding(
        subject,
        uid,
        new TreeMap<>(labels),
        Map.of("message", waiting.message(), "waited", Texts.lasting(waited)),
        0,
        true);
  }

  private static Map<String, String> labels(
      String namespace, String name, String queue, String user, Waiting waiting) {
    return Map.of(
        "namespace",
        namespace,
        "job_name",
        name,
        "queue",
        queue,
        "user",
        user,
        "reason",
        waiting.reason());
  }
}
