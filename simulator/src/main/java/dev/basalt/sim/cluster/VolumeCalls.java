package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.VolumeBinder;
import dev.basalt.core.port.VolumeChoice;
import dev.basalt.sim.time.Timeline;
import java.util.function.Consumer;

/** The scheduler's volume binder against a simulated API server. Writing twice is writing once. */
final class VolumeCalls implements VolumeBinder {
  private static final int MOST_TRIES = 8;

  private final SimulatedStorage storage;
  private final ApiChannel channel;
  private final Timeline timeline;
  private final Consumer<ClusterEvent> events;

  VolumeCalls(
      SimulatedStorage storage,
      ApiChannel channel,
      Timeline timeline,
      Consumer<ClusterEvent> events) {
    this.storage = storage;
    this.channel = channel;
    this.timeline = timeline;
    this.events = events;
  }

  @Override
  public void choose(VolumeChoice choice) {
    timeline.after(0, () -> send(choice, 1));
  }

  private void send(VolumeChoice choice, int tries) {
    channel.write(
        () -> storage.choose(choice),
        reply -> {
          switch (reply.outcome()) {
            case OK -> {}
            case NOT_FOUND -> refuse(choice, reply);
            case UNKNOWN, UNAVAILABLE -> channel.pause(() -> send(choice, tries));
            case CONFLICT -> {
              if (tries < MOST_TRIES) {
                channel.pause(() -> send(choice, tries + 1));
              } else {
                refuse(choice, reply);
              }
            }
          }
        });
  }

  private void refuse(VolumeChoice choice, Reply reply) {
    events.accept(new ClusterEvent.VolumeRefused(choice.key(), reply.reason(), reply.message()));
  }
}
