package dev.basalt.webhook.admit;

import dev.basalt.api.batch.CronJob;
import dev.basalt.api.batch.Job;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.rules.CronJobRules;
import dev.basalt.webhook.rules.JobFlowRules;
import dev.basalt.webhook.rules.QueueBook;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Every path of the webhook. */
public final class Admission {
  private final Map<String, Route<?>> routes = new LinkedHashMap<>();

  /**
   * What admission goes by.
   *
   * @param controllers user names of our controllers, which may copy the user of an object
   * @param schedulerName who schedules a job that names nobody
   * @param keepBusyQueues whether a queue whose pods hold something may not be deleted
   * @param groupsWorkloads whether pods of workloads name the group that is made for them
   * @param groups what pods get on top
   */
  public record Settings(
      Set<String> controllers,
      String schedulerName,
      boolean keepBusyQueues,
      boolean groupsWorkloads,
      ResourceGroups groups) {}

  public Admission(QueueBook queues, NamespaceBook namespaces, Settings settings) {
    UserStamp stamp = new UserStamp(settings.controllers());
    JobAdmission jobs = new JobAdmission(queues, namespaces, stamp, settings.schedulerName());
    routes.put("/jobs/mutate", new Route<>(Job.class, jobs::mutate));
    routes.put("/jobs/validate", new Route<>(Job.class, jobs::validate));
    PodGroupAdmission groups = new PodGroupAdmission(queues, namespaces, stamp);
    routes.put("/podgroups/mutate", new Route<>(PodGroup.class, groups::mutate));
    routes.put("/podgroups/validate", new Route<>(PodGroup.class, groups::validate));
    PodAdmission pods =
        new PodAdmission(namespaces, stamp, settings.groups(), settings.groupsWorkloads());
    routes.put("/pods/mutate", new Route<>(PodView.class, pods::mutate));
    routes.put("/pods/validate", new Route<>(PodView.class, pods::validate));
    QueueAdmission queue = new QueueAdmission(queues, settings.keepBusyQueues());
    routes.put("/queues/mutate", new Route<>(Queue.class, queue::mutate));
    routes.put("/queues/validate", new Route<>(Queue.class, queue::validate));
    routes.put("/jobflows/mutate", new Route<>(JobFlow.class, review -> stamped(stamp, review)));
    routes.put("/jobflows/validate", new Route<>(JobFlow.class, Admission::jobFlow));
    routes.put("/cronjobs/mutate", new Route<>(CronJob.class, review -> stamped(stamp, review)));
    routes.put("/cronjobs/validate", new Route<>(CronJob.class, Admission::cronJob));
  }

  /** What is done, by path. */
  public Map<String, Route<?>> routes() {
    return Map.copyOf(routes);
  }

  private static Verdict stamped(UserStamp stamp, Review<? extends HasMetadata> review) {
    if (review.object() == null) {
      return Verdict.allowed();
    }
    Patch patch = new Patch();
    stamp.apply(
        review,
        JobAdmission.annotations(review.oldObject()),
        JobAdmission.annotations(review.object()),
        patch);
    return Verdict.patched(patch);
  }

  private static Verdict jobFlow(Review<JobFlow> review) {
    return review.object() == null || unchanged(review, JobFlow::getSpec)
        ? Verdict.allowed()
        : Verdict.of(JobFlowRules.check(review.object()));
  }

  private static Verdict cronJob(Review<CronJob> review) {
    return review.object() == null || unchanged(review, CronJob::getSpec)
        ? Verdict.allowed()
        : Verdict.of(CronJobRules.check(review.object()));
  }

  /** Whether a change leaves the spec alone: an old mistake does not stand in its way. */
  private static <T extends HasMetadata> boolean unchanged(Review<T> review, Function<T, ?> spec) {
    return review.operation() == Operation.UPDATE
        && review.object() != null
        && review.oldObject() != null
        && Objects.equals(spec.apply(review.object()), spec.apply(review.oldObject()));
  }
}
