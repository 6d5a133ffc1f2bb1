package dev.basalt.cluster.feed;

import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.port.Clock;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A feed of one source for each kind. */
final class WatchedCluster implements ClusterFeed {
  private static final Logger log = LoggerFactory.getLogger(WatchedCluster.class);

  /** Makes the source of a kind. */
  interface SourceFactory {
    /**
     * Makes it.
     *
     * @param events takes the kind's events
     * @param vitals takes its signs of life
     * @param onSynced to be called when its initial objects have been told
     */
    Source source(Kind kind, Consumer<ClusterEvent> events, Vitals vitals, Runnable onSynced);
  }

  private final SourceFactory factory;
  private final FeedSettings settings;
  private final Map<Kind, Vitals> vitals = new EnumMap<>(Kind.class);
  private final Map<Kind, Source> sources = new EnumMap<>(Kind.class);
  private final Set<Kind> unsynced = EnumSet.allOf(Kind.class);
  private @Nullable ScheduledExecutorService caretaker;
  private boolean closed;

  WatchedCluster(SourceFactory factory, FeedSettings settings, Clock clock) {
    this.factory = factory;
    this.settings = settings;
    for (Kind kind : Kind.values()) {
      vitals.put(kind, new Vitals(clock));
    }
  }

  @Override
  public synchronized void start(Consumer<ClusterEvent> events) {
    if (!sources.isEmpty() || closed) {
      throw new IllegalStateException("This feed was started before; make another one");
    }
    vitals.forEach((kind, life) ->
        sources.put(kind, factory.source(kind, events, life, () -> synced(kind, events))));
    sources.values().forEach(Source::start);
    caretaker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("feed-caretaker").factory());
    long period = Math.max(1, settings.silenceLimit().toMillis() / 20);
    Future<?> _ =
        caretaker.scheduleWithFixedDelay(this::tick, period, period, TimeUnit.MILLISECONDS);
  }

  private void synced(Kind kind, Consumer<ClusterEvent> events) {
    synchronized (unsynced) {
      if (unsynced.remove(kind) && unsynced.isEmpty()) {
        events.accept(new ClusterEvent.FeedsSynced());
      }
    }
  }

  private void tick() {
    for (Source source : sources.values()) {
      try {
        source.tick();
      } catch (RuntimeException e) {
        log.warn("Looking after the {} failed; trying again", source.description(), e);
      }
    }
  }

  @Override
  public long podsListedNanos() {
    return Objects.requireNonNull(vitals.get(Kind.POD)).snapshotNanos();
  }

  @Override
  public synchronized FeedStatus status() {
    Map<Kind, FeedStatus.KindStatus> kinds = new EnumMap<>(Kind.class);
    vitals.forEach((kind, life) -> {
      Source source = sources.get(kind);
      kinds.put(kind, life.status(source == null ? "not started" : source.description()));
    });
    return new FeedStatus(kinds, settings.silenceLimit().toNanos());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (caretaker != null) {
      caretaker.shutdownNow();
    }
    sources.values().forEach(Source::close);
  }
}
