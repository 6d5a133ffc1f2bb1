package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Eviction;
import dev.basalt.core.port.Evictor;
import dev.basalt.sim.time.Timeline;
import java.util.function.Consumer;

/** The scheduler's evictor against a simulated API server. Deleting twice is deleting once. */
final class EvictionCalls implements Evictor {
  private final BudgetController budgets;
  private final ApiChannel channel;
  private final Timeline timeline;
  private final Consumer<ClusterEvent> events;
  private long sent;

  EvictionCalls(
      BudgetController budgets,
      ApiChannel channel,
      Timeline timeline,
      Consumer<ClusterEvent> events) {
    this.budgets = budgets;
    this.channel = channel;
    this.timeline = timeline;
    this.events = events;
  }

  @Override
  public void evict(Eviction eviction) {
    timeline.after(0, () -> send(eviction));
  }

  /** Evictions sent, again where one had to be. */
  long sent() {
    return sent;
  }

  private void send(Eviction eviction) {
    sent++;
    channel.write(
        () -> budgets.evict(eviction.podUid()),
        reply -> {
          switch (reply.outcome()) {
            case OK, NOT_FOUND -> {}
            case UNKNOWN -> send(eviction);
            case CONFLICT, UNAVAILABLE ->
                events.accept(new ClusterEvent.EvictionRefused(eviction.podUid(), reply.message()));
          }
        });
  }
}
