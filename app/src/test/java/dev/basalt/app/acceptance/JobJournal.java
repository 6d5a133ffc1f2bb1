package dev.basalt.app.acceptance;

import dev.basalt.api.batch.JobPhase;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The phases that the jobs of a namespace went through, as told to a client that watches. Jobs are
 * read as they are, as some cannot be read as objects.
 */
final class JobJournal implements ResourceEventHandler<GenericKubernetesResource>, AutoCloseable {
  private final Map<String, List<JobPhase>> phases = new ConcurrentHashMap<>();
  private final SharedIndexInformer<GenericKubernetesResource> informer;

  JobJournal(KubernetesClient client, String namespace) {
    this.informer =
        client
            .genericKubernetesResources("batch.volcano.sh/v1alpha1", "Job")
            .inNamespace(namespace)
            .inform(this);
  }

  /** Each phase once for each time that the job came to it. */
  List<JobPhase> phases(String job) {
    return List.copyOf(phases.getOrDefault(job, List.of()));
  }

  @Override
  public void onAdd(GenericKubernetesResource job) {
    Object phase = job.get("status", "state", "phase");
    if (phase == null) {
      return;
    }
    List<JobPhase> seen =
        phases.computeIfAbsent(job.getMetadata().getName(), first -> new CopyOnWriteArrayList<>());
    JobPhase now = JobPhase.valueOf(phase.toString().toUpperCase(Locale.ROOT));
    if (seen.isEmpty() || seen.getLast() != now) {
      seen.add(now);
    }
  }

  @Override
  public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource job) {
    onAdd(job);
  }

  @Override
  public void onDelete(GenericKubernetesResource job, boolean finalStateUnknown) {
    // A job that is gone has no phase.
  }

  @Override
  public void close() {
    informer.close();
  }
}
