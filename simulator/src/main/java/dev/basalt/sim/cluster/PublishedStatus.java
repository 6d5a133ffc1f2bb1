package dev.basalt.sim.cluster;

import dev.basalt.core.port.StatusUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What schedulers have said about objects, as it stands at the API server. */
public final class PublishedStatus {
  private final SimulatedApiServer server;
  private final Map<String, StatusUpdate.GroupStatus> groups = new HashMap<>();
  private final Map<String, StatusUpdate.QueueStatus> queues = new HashMap<>();
  private final Map<String, StatusUpdate.NodeZoneStatus> zones = new HashMap<>();
  private final Map<String, StatusUpdate.PodWaiting> pods = new HashMap<>();
  private final Map<String, StatusUpdate.ObjectProblem> problems = new HashMap<>();
  private final List<StatusUpdate.GroupEvent> events = new ArrayList<>();

  PublishedStatus(SimulatedApiServer server) {
    this.server = server;
  }

  /** The status of the PodGroup of that key ({@code namespace/name}), null if none was written. */
  public StatusUpdate.@Nullable GroupStatus group(String key) {
    return groups.get(key);
  }

  /** The status of a queue, null if none was written. */
  public StatusUpdate.@Nullable QueueStatus queue(String name) {
    return queues.get(name);
  }

  /** The status of a zone, null if none was written. */
  public StatusUpdate.@Nullable NodeZoneStatus zone(String name) {
    return zones.get(name);
  }

  /** Why the pod of that key ({@code namespace/name}) waits, null if nothing was written. */
  public StatusUpdate.@Nullable PodWaiting pod(String key) {
    return pods.get(key);
  }

  /** What is wrong with an object, null if nothing was written or it is right again. */
  public @Nullable String problem(String kind, String name) {
    StatusUpdate.ObjectProblem problem = problems.get(kind + "/" + name);
    return problem == null ? null : problem.problem();
  }

  /** Every event recorded on a PodGroup, oldest first. */
  public List<StatusUpdate.GroupEvent> events() {
    return List.copyOf(events);
  }

  Reply apply(StatusUpdate update) {
    switch (update) {
      case StatusUpdate.GroupStatus group -> {
        String key = group.namespace() + "/" + group.name();
        groups.put(key, group);
        return server.patchGroupPhase(key, group.uid(), group.phase());
      }
      case StatusUpdate.GroupEvent event -> events.add(event);
      case StatusUpdate.QueueStatus queue -> queues.put(queue.name(), queue);
      case StatusUpdate.NodeZoneStatus zone -> zones.put(zone.name(), zone);
      case StatusUpdate.ObjectProblem problem ->
          problems.put(problem.kind() + "/" + problem.name(), problem);
      case StatusUpdate.PodWaiting waiting -> {
        SimulatedPod pod = server.pod(waiting.podUid());
        if (pod == null) {
          return Reply.notFound("NotFound", "pods \"" + waiting.podName() + "\" not found");
        }
        pods.put(pod.key(), waiting);
        server.podChanged(pod);
      }
    }
    return Reply.OK;
  }
}
