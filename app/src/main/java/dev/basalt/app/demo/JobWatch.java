package dev.basalt.app.demo;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.batch.JobStatus;
import dev.basalt.api.batch.TaskSpec;
import dev.basalt.api.batch.TaskState;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.api.names.VolcanoNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the API server shows of the demo's jobs, by watches of its own. Thread-safe. */
final class JobWatch implements AutoCloseable {
  private final Map<String, DemoJob> planned = new LinkedHashMap<>();
  private final Map<String, JobSight> seen = new LinkedHashMap<>();
  private final Map<String, SequencedSet<String>> memories = new LinkedHashMap<>();
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  JobWatch(KubernetesClient client, List<DemoJob> jobs) {
    jobs.forEach(job -> planned.put(job.name(), job));
    informers.add(
        client
            .resources(Job.class)
            .inNamespace(ApiObjects.NAMESPACE)
            .inform(new Handler<>(this::jobSeen)));
    informers.add(
        client
            .resources(JobFlow.class)
            .inNamespace(ApiObjects.NAMESPACE)
            .inform(new Handler<>(this::flowSeen)));
    informers.add(
        client
            .pods()
            .inNamespace(ApiObjects.NAMESPACE)
            .withLabel(VolcanoNames.JOB_NAME, DemoJobs.GROWING)
            .inform(new Handler<>(this::growingSeen)));
  }

  /** The jobs as they are now, in the order of the plan; those that are not there yet too. */
  synchronized List<JobSight> jobs() {
    return planned.values().stream()
        .map(job -> seen.getOrDefault(job.name(), new JobSight(job.name(), "", 0, job.total(), "")))
        .toList();
  }

  /** A job could not be submitted. */
  synchronized void refused(DemoJob job, String why) {
    seen.put(job.name(), new JobSight(job.name(), "Failed", 0, job.total(), why));
  }

  private synchronized void jobSeen(Job job) {
    DemoJob plan = planned.get(job.getMetadata().getName());
    if (plan == null) {
      return;
    }
    JobStatus status = job.getStatus();
    int done = status == null || status.succeeded() == null ? 0 : status.succeeded();
    String phase = phase(status);
    seen.put(plan.name(), new JobSight(plan.name(), phase, done, plan.total(), words(plan, job)));
  }

  private synchronized void flowSeen(JobFlow flow) {
    DemoJob plan = planned.get(flow.getMetadata().getName());
    if (plan == null) {
      return;
    }
    JobFlowStatus status = flow.getStatus();
    int done = status == null || status.completedJobs() == null ? 0 : status.completedJobs().size();
    JobFlowPhase phase = status == null || status.state() == null ? null : status.state().phase();
    seen.put(
        plan.name(), new JobSight(plan.name(), words(phase), done, plan.total(), plan.words()));
  }

  private static String phase(@Nullable JobStatus status) {
    JobPhase phase = status == null || status.state() == null ? null : status.state().phase();
    return words(phase);
  }

  /** A phase as the API writes it. */
  private static String words(@Nullable Enum<?> phase) {
    return phase == null
        ? "Pending"
        : phase.name().charAt(0) + phase.name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** Its tasks' pods that are done, where it has several; what memory it was found to need. */
  private String words(DemoJob plan, Job job) {
    SequencedSet<String> grown = memories.get(plan.name());
    if (grown != null) {
      return plan.words() + " " + String.join(", ", grown);
    }
    List<TaskSpec> tasks = job.getSpec() == null ? null : job.getSpec().tasks();
    if (tasks == null || tasks.size() < 2) {
      return plan.words();
    }
    List<String> parts = new ArrayList<>();
    for (TaskSpec task : tasks) {
      parts.add("%s %d/%d".formatted(task.name(), done(job.getStatus(), task), task.replicas()));
    }
    return String.join(", ", parts) + "; " + plan.words();
  }

  private static int done(@Nullable JobStatus status, TaskSpec task) {
    TaskState state =
        status == null || status.taskStatusCount() == null
            ? null
            : status.taskStatusCount().get(task.name());
    return state == null || state.phase() == null ? 0 : state.phase().getOrDefault("Succeeded", 0);
  }

  private synchronized void growingSeen(Pod pod) {
    Container container = pod.getSpec().getContainers().getFirst();
    Quantity limit = container.getResources().getLimits().get("memory");
    if (limit != null) {
      memories.computeIfAbsent(DemoJobs.GROWING, _ -> new LinkedHashSet<>()).add(limit.toString());
    }
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  /** Passes on what is there and what changes. */
  private record Handler<T extends HasMetadata>(Consumer<T> seen)
      implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
      seen.accept(object);
    }

    @Override
    public void onUpdate(T before, T after) {
      seen.accept(after);
    }

    @Override
    public void onDelete(T object, boolean stateUnknown) {}
  }
}
