package dev.basalt.webhook.admit;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.review.Patch;
import dev.basalt.webhook.review.Review;
import dev.basalt.webhook.review.Verdict;
import dev.basalt.webhook.rules.JobDefaults;
import dev.basalt.webhook.rules.JobRules;
import dev.basalt.webhook.rules.JobUpdateRules;
import dev.basalt.webhook.rules.QueueAccess;
import dev.basalt.webhook.rules.QueueBook;
import dev.basalt.webhook.rules.Violations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Jobs. */
final class JobAdmission {
  /**
   * The most bytes that a job may have as JSON. etcd takes 1.5 MiB; the job's status and managed
   * fields need the rest.
   */
  static final int MAX_BYTES = 1 << 20;

  private final QueueBook queues;
  private final NamespaceBook namespaces;
  private final UserStamp stamp;
  private final String schedulerName;

  JobAdmission(QueueBook queues, NamespaceBook namespaces, UserStamp stamp, String schedulerName) {
    this.queues = queues;
    this.namespaces = namespaces;
    this.stamp = stamp;
    this.schedulerName = schedulerName;
  }

  Verdict mutate(Review<Job> review) {
    Job job = review.object();
    if (job == null) {
      return Verdict.allowed();
    }
    Patch patch = new Patch();
    stamp.apply(review, annotations(review.oldObject()), annotations(job), patch);
    JobSpec spec = job.getSpec();
    if (spec != null && review.operation() == Operation.CREATE) {
      withoutUsers(spec.tasks(), patch);
      JobDefaults defaults = new JobDefaults(schedulerName, queue(review.namespace()));
      JobPatch.add(spec, defaults.apply(spec), patch);
    }
    return Verdict.patched(patch);
  }

  Verdict validate(Review<Job> review) {
    Job job = review.object();
    if (job == null) {
      return Verdict.allowed();
    }
    Job before = review.oldObject();
    Violations violations;
    if (review.operation() == Operation.UPDATE && before != null) {
      violations = JobUpdateRules.update(before, job);
    } else {
      violations = JobRules.create(job);
      String queue = job.getSpec() == null ? null : job.getSpec().queue();
      QueueAccess.job(queue == null || queue.isEmpty() ? queue(review.namespace()) : queue, queues)
          .all()
          .forEach(violations::add);
      size(review.objectBytes(), violations);
    }
    return Verdict.of(violations);
  }

  private static void size(long bytes, Violations violations) {
    if (bytes > MAX_BYTES) {
      violations.add(
          "the job has %d KiB as JSON, and %d are the most: use few tasks with many replicas that"
                  .formatted(bytes >> 10, MAX_BYTES >> 10)
              + " read their number from VC_TASK_INDEX (plugin env), and keep data in ConfigMaps or"
              + " volumes");
    }
  }

  private String queue(String namespace) {
    String queue = namespaces.annotations(namespace).get(VolcanoNames.QUEUE_NAME);
    return queue == null || queue.isEmpty() ? VolcanoNames.DEFAULT_QUEUE : queue;
  }

  /** A template that names a user would make pods that seem to be that user's. */
  private static void withoutUsers(@Nullable List<TaskSpec> tasks, Patch patch) {
    for (int i = 0; tasks != null && i < tasks.size(); i++) {
      PodTemplateSpec template = tasks.get(i).template();
      ObjectMeta metadata = template == null ? null : template.getMetadata();
      Map<String, String> annotations = metadata == null ? null : metadata.getAnnotations();
      if (annotations != null && annotations.containsKey(BasaltNames.USER)) {
        patch.remove(
            "/spec/tasks/"
                + i
                + "/template/metadata/annotations/"
                + Patch.escaped(BasaltNames.USER));
      }
    }
  }

  static @Nullable Map<String, String> annotations(@Nullable HasMetadata object) {
    return object == null || object.getMetadata() == null
        ? null
        : emptyAsNull(object.getMetadata().getAnnotations());
  }

  /** The client reads absent annotations as empty ones; both are told apart by their content. */
  private static @Nullable Map<String, String> emptyAsNull(
      @Nullable Map<String, String> annotations) {
    return annotations == null || annotations.isEmpty() ? null : annotations;
  }
}
