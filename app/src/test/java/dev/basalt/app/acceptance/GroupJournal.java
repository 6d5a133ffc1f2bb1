package dev.basalt.app.acceptance;

import dev.basalt.api.scheduling.PodGroup;
import dev.basalt.api.scheduling.PodGroupPhase;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The phases that the groups of a namespace went through, as told to a client that watches. */
final class GroupJournal implements ResourceEventHandler<PodGroup>, AutoCloseable {
  private final Map<String, List<PodGroupPhase>> phases = new ConcurrentHashMap<>();
  private final SharedIndexInformer<PodGroup> informer;

  GroupJournal(KubernetesClient client, String namespace) {
    this.informer = client.resources(PodGroup.class).inNamespace(namespace).inform(this);
  }

  /** Each phase once for each time that the group came to it. */
  List<PodGroupPhase> phases(String group) {
    return List.copyOf(phases.getOrDefault(group, List.of()));
  }

  @Override
  public void onAdd(PodGroup group) {
    note(group);
  }

  @Override
  public void onUpdate(PodGroup before, PodGroup group) {
    note(group);
  }

  @Override
  public void onDelete(PodGroup group, boolean finalStateUnknown) {
    // A group that is gone has no phase.
  }

  @Override
  public void close() {
    informer.close();
  }

  private void note(PodGroup group) {
    List<PodGroupPhase> seen =
        phases.computeIfAbsent(
            group.getMetadata().getName(), first -> new CopyOnWriteArrayList<>());
    PodGroupPhase phase =
        group.getStatus() == null || group.getStatus().phase() == null
            ? PodGroupPhase.PENDING
            : group.getStatus().phase();
    if (seen.isEmpty() || seen.getLast() != phase) {
      seen.add(phase);
    }
  }
}
