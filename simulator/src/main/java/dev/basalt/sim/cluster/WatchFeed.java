package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.sim.time.Latency;
import dev.basalt.sim.time.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One client's list and watch of one kind: late, in order, with gaps where the connection broke.
 *
 * <p>After a break everything is listed anew and compared with what the client was told: objects
 * that changed are told once, in their latest state; those that are missing are told as gone; what
 * came and went in between is never heard of.
 */
final class WatchFeed {
  private final ObjectKind kind;
  private final SimulatedApiServer server;
  private final Timeline timeline;
  private final Latency latency;
  private final Latency reconnectDelay;
  private final SplittableRandom random;
  private final Consumer<ClusterEvent> consumer;
  private final Runnable onSynced;
  private final Map<String, StoredObject> told = new LinkedHashMap<>();
  private boolean synced;
  private boolean connected;
  private boolean closed;

  /** Grows with each break: what was on its way over an older connection never arrives. */
  private int connection;

  private long lastDeliveryNanos;

  WatchFeed(
      ObjectKind kind,
      SimulatedApiServer server,
      Timeline timeline,
      ClusterSettings settings,
      Consumer<ClusterEvent> consumer,
      Runnable onSynced,
      int client) {
    this.kind = kind;
    this.server = server;
    this.timeline = timeline;
    this.latency = settings.watchLatency();
    this.reconnectDelay = settings.reconnectDelay();
    this.random = settings.seed().stream("watch-" + kind + "-" + client);
    this.consumer = consumer;
    this.onSynced = onSynced;
  }

  ObjectKind kind() {
    return kind;
  }

  void open() {
    server.store().watch(this);
    if (server.isUp()) {
      list();
    }
  }

  void close() {
    closed = true;
    connection++;
    server.store().unwatch(this);
  }

  /** The connection breaks. */
  void disconnect() {
    connected = false;
    connection++;
  }

  /** The client notices that it can connect again, a little later. */
  void reconnect() {
    int broken = connection;
    timeline.after(
        reconnectDelay.draw(random),
        () -> {
          if (!closed && !connected && broken == connection && server.isUp()) {
            list();
          }
        });
  }

  void changed(StoredObject object) {
    if (connected && object.kind() == kind) {
      deliverLater(() -> tell(object));
    }
  }

  void removed(StoredObject object) {
    if (connected && object.kind() == kind) {
      deliverLater(() -> tellGone(object));
    }
  }

  private void list() {
    connected = true;
    List<StoredObject> listed = new ArrayList<>(server.store().list(kind));
    deliverLater(() -> compare(listed));
  }

  private void compare(List<StoredObject> listed) {
    Map<String, StoredObject> current = new LinkedHashMap<>();
    listed.forEach(object -> current.put(object.key(), object));
    for (StoredObject known : List.copyOf(told.values())) {
      StoredObject now = current.get(known.key());
      if (now == null || !now.uid().equals(known.uid())) {
        tellGone(known);
      }
    }
    for (StoredObject object : listed) {
      StoredObject known = told.get(object.key());
      if (known == null || known.revision() < object.revision()) {
        tell(object);
      }
    }
    if (!synced) {
      synced = true;
      onSynced.run();
    }
  }

  private void tell(StoredObject object) {
    told.put(object.key(), object);
    consumer.accept(object.changed());
  }

  private void tellGone(StoredObject object) {
    told.remove(object.key());
    consumer.accept(object.gone());
  }

  private void deliverLater(Runnable delivery) {
    int current = connection;
    lastDeliveryNanos = Math.max(lastDeliveryNanos, timeline.nanos() + latency.draw(random));
    timeline.at(
        lastDeliveryNanos,
        () -> {
          if (current == connection) {
            delivery.run();
          }
        });
  }
}
