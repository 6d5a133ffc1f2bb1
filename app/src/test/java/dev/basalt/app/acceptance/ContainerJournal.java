package dev.basalt.app.acceptance;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;

/** How the containers of a namespace fared, those of pods that are gone included. */
final class ContainerJournal implements AutoCloseable {
  /** Done, or ended by SIGTERM as told. */
  private static final Set<Integer> GOOD_ENDS = Set.of(0, 128 + 15);

  private final Set<String> troubles = new ConcurrentSkipListSet<>();
  private final Map<String, Integer> ends = new ConcurrentHashMap<>();
  private final PodWatch watch;

  ContainerJournal(KubernetesClient client, String namespace) {
    this.watch = new PodWatch(client, namespace, this::note, this::note);
  }

  /** Restarts, kills, evictions: a line for each. */
  Set<String> troubles() {
    return Set.copyOf(troubles);
  }

  /** The exit codes of pods' containers that were seen to end. */
  Map<String, Integer> ends() {
    return Map.copyOf(ends);
  }

  @Override
  public void close() {
    watch.close();
  }

  private void note(Pod pod) {
    String name = pod.getMetadata().getName();
    if (pod.getStatus().getReason() != null) {
      troubles.add(name + ": " + pod.getStatus().getReason());
    }
    for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
      if (container.getRestartCount() > 0) {
        troubles.add(name + " restarted: " + container.getLastState().getTerminated());
      }
      ContainerStateTerminated end = container.getState().getTerminated();
      if (end != null) {
        ends.put(name, end.getExitCode());
        if (!GOOD_ENDS.contains(end.getExitCode()) || "OOMKilled".equals(end.getReason())) {
          troubles.add(name + " ended: " + end);
        }
      }
    }
  }
}
