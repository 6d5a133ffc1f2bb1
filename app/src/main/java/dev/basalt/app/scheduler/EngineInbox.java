package dev.basalt.app.scheduler;

import dev.basalt.core.engine.Engine;
import dev.basalt.core.event.ClusterEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes events on to the engine, which can only be made after those who send them: it needs their
 * ports. What comes before is kept, in its order. Thread-safe.
 */
final class EngineInbox implements Consumer<ClusterEvent> {
  private final List<ClusterEvent> early = new ArrayList<>();
  private volatile @Nullable Engine engine;

  /** Hands over what came so far, and everything from now on. */
  synchronized void connect(Engine to) {
    early.forEach(to::offer);
    early.clear();
    engine = to;
  }

  @Override
  public void accept(ClusterEvent event) {
    Engine to = engine == null ? connectedOrKeep(event) : engine;
    if (to != null) {
      to.offer(event);
    }
  }

  private synchronized @Nullable Engine connectedOrKeep(ClusterEvent event) {
    if (engine == null) {
      early.add(event);
    }
    return engine;
  }
}
