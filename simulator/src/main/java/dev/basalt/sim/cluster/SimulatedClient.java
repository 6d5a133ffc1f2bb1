package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Binder;
import dev.basalt.core.port.Evictor;
import dev.basalt.core.port.Ownership;
import dev.basalt.core.port.StatusPublisher;
import dev.basalt.core.port.VolumeBinder;
import dev.basalt.core.zone.OwnershipSettings;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One scheduler process's connection to a simulated cluster: the engine's ports, and the events of
 * the kinds it watches, each late and in order by itself.
 *
 * <p>The ports may be called from the engine's thread; events are offered on the timeline.
 */
public final class SimulatedClient {
  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final ApiChannel channel;
  private final BindingCalls binder;
  private final EvictionCalls evictor;
  private final VolumeCalls volumes;
  private final StatusCalls status;
  private @Nullable OwnershipCalls ownership;
  private final List<WatchFeed> feeds = new ArrayList<>();
  private final Set<ObjectKind> synced = new HashSet<>();
  private Consumer<ClusterEvent> consumer = event -> {};

  SimulatedClient(
      SimulatedApiServer server,
      BudgetController budgets,
      PublishedStatus published,
      SimulatedStorage storage,
      Timeline timeline,
      ClusterSettings settings,
      int number) {
    this.server = server;
    this.timeline = timeline;
    channel = new ApiChannel(server, timeline, settings, number);
    binder = new BindingCalls(server, channel, timeline, settings, this::offer);
    evictor = new EvictionCalls(budgets, channel, timeline, this::offer);
    volumes = new VolumeCalls(storage, channel, timeline, this::offer);
    status = new StatusCalls(published, channel, timeline);
    for (ObjectKind kind : ObjectKind.values()) {
      feeds.add(
          new WatchFeed(kind, server, timeline, settings, this::offer, () -> synced(kind), number));
    }
  }

  public Binder binder() {
    return binder;
  }

  public Evictor evictor() {
    return evictor;
  }

  public VolumeBinder volumeBinder() {
    return volumes;
  }

  public StatusPublisher statusPublisher() {
    return status;
  }

  /** Owns nodes for a scheduler of some zones; to be called before {@link #start}. */
  public Ownership own(OwnershipSettings settings) {
    OwnershipCalls calls = new OwnershipCalls(server, channel, timeline, settings, this::offer);
    ownership = calls;
    return calls;
  }

  /** The process leads from now on. */
  public void lead() {
    if (ownership != null) {
      ownership.lead();
    }
    offer(new ClusterEvent.LeadershipChanged(true));
  }

  /** Lists and watches from now on; {@code FeedsSynced} follows the last of the initial lists. */
  public void start(Consumer<ClusterEvent> events) {
    timeline.after(
        0,
        () -> {
          consumer = events;
          feeds.forEach(WatchFeed::open);
        });
  }

  /** Other faults from now on. */
  public void setFaults(FaultPlan faults) {
    timeline.after(0, () -> channel.setFaults(faults));
  }

  /** One kind's watch breaks, and is listed anew after a while. */
  public void breakWatch(ObjectKind kind) {
    timeline.after(
        0,
        () -> {
          for (WatchFeed feed : feeds) {
            if (feed.kind() == kind) {
              feed.disconnect();
              feed.reconnect();
            }
          }
        });
  }

  /**
   * The process dies: requests that were sent still arrive, those that waited for their turn do
   * not, and no reply or event is delivered any more.
   */
  public void kill() {
    channel.close();
    feeds.forEach(WatchFeed::close);
    consumer = event -> {};
  }

  /** Evictions sent so far. */
  public long evictionsSent() {
    return evictor.sent();
  }

  private void synced(ObjectKind kind) {
    synced.add(kind);
    if (synced.size() == ObjectKind.values().length) {
      offer(new ClusterEvent.FeedsSynced());
    }
  }

  private void offer(ClusterEvent event) {
    consumer.accept(event);
    if (ownership != null) {
      ownership.observe(event);
    }
  }
}
