package dev.basalt.sim.cluster;

import dev.basalt.core.event.ClusterEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the objects of each kind under the revisions of their writes, and tells watchers. */
final class ObjectStore {
  private final Map<ObjectKind, Map<String, StoredObject>> objects =
      new EnumMap<>(ObjectKind.class);
  private final List<WatchFeed> watches = new ArrayList<>();
  private long revision;

  ObjectStore() {
    for (ObjectKind kind : ObjectKind.values()) {
      objects.put(kind, new LinkedHashMap<>());
    }
  }

  void watch(WatchFeed watch) {
    watches.add(watch);
  }

  void unwatch(WatchFeed watch) {
    watches.remove(watch);
  }

  /** Who watches now. */
  List<WatchFeed> watches() {
    return List.copyOf(watches);
  }

  Collection<StoredObject> list(ObjectKind kind) {
    return of(kind).values();
  }

  @Nullable StoredObject get(ObjectKind kind, String key) {
    return of(kind).get(key);
  }

  /** The revision of a write that no watcher is told of. */
  long nextRevision() {
    return ++revision;
  }

  /** Stores an object and tells watchers. */
  void put(ObjectKind kind, String key, String uid, ClusterEvent changed, ClusterEvent gone) {
    StoredObject stored = new StoredObject(kind, key, uid, ++revision, changed, gone);
    of(kind).put(key, stored);
    for (WatchFeed watch : watches) {
      watch.changed(stored);
    }
  }

  /** Removes an object and tells watchers. */
  void remove(ObjectKind kind, String key) {
    StoredObject stored = of(kind).remove(key);
    if (stored != null) {
      revision++;
      for (WatchFeed watch : watches) {
        watch.removed(stored);
      }
    }
  }

  private Map<String, StoredObject> of(ObjectKind kind) {
    return objects.getOrDefault(kind, Map.of());
  }
}
