package dev.basalt.app.scheduler;

import dev.basalt.core.engine.Engine;
import dev.basalt.core.event.ClusterEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on to the engine, which can only be made after those who send them: it needs their
 * ports.
 */
final class EngineInbox implements Consumer<ClusterEvent> {
  private volatile @Nullable Engine engine;

  void connect(Engine to) {
    engine = to;
  }

  @Override
  public void accept(ClusterEvent event) {
    Engine to = engine;
    if (to == null) {
      throw new IllegalStateException("an event came before the engine was made: " + event);
    }
    to.offer(event);
  }
}
