package dev.basalt.cluster.feed;

import dev.basalt.core.event.ClusterEvent;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What has been told about the objects of one kind: turns objects seen into events.
 *
 * <p>Survives the watch that fills it, so that a list read by the next watch shows what is gone. It
 * holds the very specs that were told, so that it costs little beside the engine's own state.
 *
 * <p>Owned by the one thread that reads the kind at a time.
 *
 * @param <T> the spec of the kind
 */
final class Told<T> implements Audience<T> {
  /** Knows the specs of a kind. */
  interface Shape<T> {
    /** What names an object at one time: namespace and name. */
    String key(T spec);

    /** What names an object for ever. */
    String uid(T spec);

    ClusterEvent changed(T spec);

    ClusterEvent gone(T spec);
  }

  private static final class Entry<T> {
    private T spec;
    private int list;

    private Entry(T spec, int list) {
      this.spec = spec;
      this.list = list;
    }
  }

  private final Shape<T> shape;
  private final Consumer<ClusterEvent> events;
  private final Map<String, Entry<T>> entries = new HashMap<>();
  private int list;

  /** Nothing told yet. */
  Told(Shape<T> shape, Consumer<ClusterEvent> events) {
    this.shape = shape;
    this.events = events;
  }

  @Override
  public void seen(T spec) {
    String key = shape.key(spec);
    Entry<T> entry = entries.get(key);
    if (entry == null) {
      entries.put(key, new Entry<>(spec, list));
      events.accept(shape.changed(spec));
      return;
    }
    entry.list = list;
    T before = entry.spec;
    if (spec.equals(before)) {
      return;
    }
    entry.spec = spec;
    if (!shape.uid(before).equals(shape.uid(spec))) {
      events.accept(shape.gone(before));
    }
    events.accept(shape.changed(spec));
  }

  @Override
  public void deleted(String key) {
    @Nullable Entry<T> entry = entries.remove(key);
    if (entry != null) {
      events.accept(shape.gone(entry.spec));
    }
  }

  @Override
  public void beginList() {
    list++;
  }

  @Override
  public void endList() {
    Iterator<Entry<T>> all = entries.values().iterator();
    while (all.hasNext()) {
      Entry<T> entry = all.next();
      if (entry.list != list) {
        all.remove();
        events.accept(shape.gone(entry.spec));
      }
    }
  }
}
