package dev.basalt.sim.cluster;

import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.StatusUpdate;
import dev.basalt.sim.time.Timeline;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The scheduler's status writer against a simulated API server. The last update of an object and
 * kind wins; what fails is sent again.
 */
final class StatusCalls implements StatusPublisher {
  private final PublishedStatus status;
  private final ApiChannel channel;
  private final Timeline timeline;
  private final Map<String, StatusUpdate> waiting = new LinkedHashMap<>();
  private final Set<String> sending = new HashSet<>();
  private long events;

  StatusCalls(PublishedStatus status, ApiChannel channel, Timeline timeline) {
    this.status = status;
    this.channel = channel;
    this.timeline = timeline;
  }

  @Override
  public void publish(StatusUpdate update) {
    timeline.after(
        0,
        () -> {
          String key = keyOf(update);
          waiting.put(key, update);
          send(key);
        });
  }

  private void send(String key) {
    StatusUpdate update = waiting.get(key);
    if (update == null || !sending.add(key)) {
      return;
    }
    channel.write(
        () -> status.apply(update),
        reply -> {
          sending.remove(key);
          switch (reply.outcome()) {
            case OK, NOT_FOUND -> {
              waiting.remove(key, update);
              send(key);
            }
            case CONFLICT, UNAVAILABLE, UNKNOWN -> channel.pause(() -> send(key));
          }
        });
  }

  private String keyOf(StatusUpdate update) {
    return switch (update) {
      case StatusUpdate.GroupStatus group -> "group/" + group.uid();
      case StatusUpdate.GroupEvent event -> "event/" + event.uid() + "/" + events++;
      case StatusUpdate.QueueStatus queue -> "queue/" + queue.name();
      case StatusUpdate.NodeZoneStatus zone -> "zone/" + zone.name();
      case StatusUpdate.ObjectProblem problem -> "problem/" + problem.kind() + "/" + problem.uid();
      case StatusUpdate.PodWaiting pod -> "pod/" + pod.podUid();
    };
  }
}
