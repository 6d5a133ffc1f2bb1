package dev.basalt.app.acceptance;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The phases that the jobs of a namespace went through, as told to a client that watches. */
final class JobJournal implements ResourceEventHandler<Job>, AutoCloseable {
  private final Map<String, List<JobPhase>> phases = new ConcurrentHashMap<>();
  private final SharedIndexInformer<Job> informer;

  JobJournal(KubernetesClient client, String namespace) {
    this.informer = client.resources(Job.class).inNamespace(namespace).inform(this);
  }

  /** Each phase once for each time that the job came to it. */
  List<JobPhase> phases(String job) {
    return List.copyOf(phases.getOrDefault(job, List.of()));
  }

  @Override
  public void onAdd(Job job) {
    if (job.getStatus() == null
        || job.getStatus().state() == null
        || job.getStatus().state().phase() == null) {
      return;
    }
    List<JobPhase> seen =
        phases.computeIfAbsent(job.getMetadata().getName(), first -> new CopyOnWriteArrayList<>());
    JobPhase phase = job.getStatus().state().phase();
    if (seen.isEmpty() || seen.getLast() != phase) {
      seen.add(phase);
    }
  }

  @Override
  public void onUpdate(Job before, Job job) {
    onAdd(job);
  }

  @Override
  public void onDelete(Job job, boolean finalStateUnknown) {
    // A job that is gone has no phase.
  }

  @Override
  public void close() {
    informer.close();
  }
}
