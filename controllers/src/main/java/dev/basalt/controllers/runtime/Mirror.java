package dev.basalt.controllers.runtime;

import dev.basalt.cluster.feed.PodInformer;
import dev.basalt.cluster.informer.Informer;
import dev.basalt.cluster.informer.SlimInformer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in the cluster of one kind, as far as it is read: of each object it keeps what a reader
 * made of it. Read from any thread; a little behind the cluster.
 *
 * @param <K> the kind in the client's model
 * @param <V> what is kept of an object
 */
public final class Mirror<K extends HasMetadata, V> implements AutoCloseable {
  /** Nothing is heard of a kind that nobody uses; only the answer to a new watch is a sign. */
  private static final Duration RESTART = Duration.ofSeconds(75);

  private static final Duration UNHEALTHY = Duration.ofSeconds(90);

  private static final Logger LOG = LoggerFactory.getLogger(Mirror.class);

  /** Is told of changes, on the informer's thread; must return at once. */
  public interface Listener<V> {
    /**
     * Something changed.
     *
     * @param before null if it was not there
     * @param after null if it is there no longer
     */
    void changed(ObjectKey key, @Nullable V before, @Nullable V after);
  }

  /** Knows what objects belong to. */
  public interface Owner<V> {
    /** The object that one belongs to; null if to none. */
    @Nullable ObjectKey of(ObjectKey key, V object);
  }

  /**
   * How well a watch goes.
   *
   * @param kind what it watches
   * @param synced whether all objects there were at the start have been seen
   * @param silentNanos since the last sign of life
   * @param error the last failure since then, null if there was none
   */
  public record Hearing(String kind, boolean synced, long silentNanos, @Nullable String error) {}

  private final String kind;
  private final Clock clock;
  private final Function<K, V> reader;
  private final Owner<V> owner;
  private final Map<ObjectKey, V> all = new ConcurrentHashMap<>();
  private final Map<ObjectKey, Map<ObjectKey, V>> owned = new ConcurrentHashMap<>();
  private final Informer informer;
  private volatile Listener<V> listener = (key, before, after) -> {};
  private volatile boolean synced;
  private volatile long heardNanos;
  private volatile @Nullable String error;
  private volatile boolean optional;

  /**
   * A mirror that is empty until started.
   *
   * @param reader makes what is kept
   * @param owner for {@link #of}
   */
  public Mirror(
      KubernetesClient client,
      SlimInformer.Selection<K> selection,
      Function<K, V> reader,
      Owner<V> owner,
      Clock clock,
      Executor executor) {
    this(
        selection.type().getSimpleName(),
        listener -> new SlimInformer<>(client, selection, listener, clock, executor),
        reader,
        owner,
        clock);
  }

  private Mirror(
      String kind,
      Function<SlimInformer.Listener<K>, Informer> informer,
      Function<K, V> reader,
      Owner<V> owner,
      Clock clock) {
    this.kind = kind;
    this.clock = clock;
    this.reader = reader;
    this.owner = owner;
    this.heardNanos = clock.nanos();
    this.informer = informer.apply(new Keeper());
  }

  /**
   * A mirror of pods, of which there may be very many: read by {@link PodInformer}, for a fraction
   * of the cost.
   *
   * @param reader makes what is kept of what that informer reads
   * @param owner for {@link #of}
   */
  public static <V> Mirror<Pod, V> ofPods(
      KubernetesClient client,
      SlimInformer.Selection<Pod> selection,
      Function<Pod, V> reader,
      Owner<V> owner,
      Clock clock,
      Executor executor) {
    return new Mirror<>(
        "Pod",
        listener -> new PodInformer(client, selection, listener, clock, executor),
        reader,
        owner,
        clock);
  }

  /** A cluster that does not know the kind has none of it; to be said before the start. */
  public Mirror<K, V> optional() {
    optional = true;
    return this;
  }

  /** Lists and watches from now on. */
  public void start(Listener<V> told) {
    listener = told;
    informer.start();
  }

  /** To be called now and then: mends a watch that has fallen silent. */
  void tick() {
    informer.restartIfSilent(RESTART.toNanos());
  }

  /** What is kept of an object, null if there is none. */
  public @Nullable V get(ObjectKey key) {
    return all.get(key);
  }

  /** What is kept of all objects. */
  public Collection<V> all() {
    return all.values();
  }

  /** What is kept of an object's own, in no order. */
  public List<V> of(ObjectKey object) {
    Map<ObjectKey, V> mine = owned.get(object);
    return mine == null ? List.of() : List.copyOf(mine.values());
  }

  /** How many an object has of its own. */
  public int count(ObjectKey object) {
    Map<ObjectKey, V> mine = owned.get(object);
    return mine == null ? 0 : mine.size();
  }

  /** Whether all objects there were at the start have been seen. */
  public boolean synced() {
    return synced;
  }

  /** What is wrong with the watch, null if nothing is. */
  @Nullable String complaint() {
    String because = error == null ? "" : " (" + error + ")";
    if (!synced) {
      return kind + ": not synced yet" + because;
    }
    long silent = clock.nanos() - heardNanos;
    return silent > UNHEALTHY.toNanos()
        ? kind + ": nothing heard for " + TimeUnit.NANOSECONDS.toSeconds(silent) + " s" + because
        : null;
  }

  /** What it hears of its kind now. */
  public Hearing hearing() {
    return new Hearing(kind, synced, clock.nanos() - heardNanos, error);
  }

  @Override
  public void close() {
    informer.close();
  }

  private final class Keeper implements SlimInformer.Listener<K> {
    private Set<ObjectKey> unseen = new HashSet<>();

    @Override
    public void beginList() {
      unseen = new HashSet<>(all.keySet());
    }

    @Override
    public void seen(K object) {
      ObjectKey key = ObjectKey.of(object);
      unseen.remove(key);
      V now;
      try {
        now = reader.apply(object);
      } catch (RuntimeException e) {
        // One object that nobody can read must not hide those that come after it.
        LOG.error("{} {} cannot be read and is passed over", kind, key, e);
        remove(key);
        return;
      }
      V before = all.get(key);
      if (now.equals(before)) {
        return;
      }
      all.put(key, now);
      ObjectKey left = before == null ? null : owner.of(key, before);
      ObjectKey joined = owner.of(key, now);
      if (left != null && !left.equals(joined)) {
        leave(left, key);
      }
      if (joined != null) {
        owned.computeIfAbsent(joined, first -> new ConcurrentHashMap<>()).put(key, now);
      }
      listener.changed(key, before, now);
    }

    @Override
    public void deleted(String name) {
      remove(ObjectKey.parse(name));
    }

    @Override
    public void endList() {
      Set<ObjectKey> gone = unseen;
      unseen = new HashSet<>();
      gone.forEach(this::remove);
      synced = true;
    }

    @Override
    public void heard() {
      heardNanos = clock.nanos();
      error = null;
    }

    @Override
    public void failed(String message) {
      error = message;
    }

    @Override
    public void undefined(String message) {
      if (!optional) {
        failed(message);
        return;
      }
      endList();
      heard();
    }

    private void remove(ObjectKey key) {
      V before = all.remove(key);
      if (before == null) {
        return;
      }
      ObjectKey left = owner.of(key, before);
      if (left != null) {
        leave(left, key);
      }
      listener.changed(key, before, null);
    }

    private void leave(ObjectKey object, ObjectKey key) {
      owned.computeIfPresent(
          object,
          (same, mine) -> {
            mine.remove(key);
            return mine.isEmpty() ? null : mine;
          });
    }
  }
}
