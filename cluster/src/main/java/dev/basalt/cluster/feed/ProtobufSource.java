package dev.basalt.cluster.feed;

import dev.basalt.cluster.feed.protobuf.Envelope;
import dev.basalt.cluster.feed.protobuf.ListSkimmer;
import dev.basalt.cluster.feed.protobuf.MalformedFrameException;
import dev.basalt.cluster.feed.protobuf.ServerError;
import dev.basalt.cluster.feed.protobuf.Skimmer;
import dev.basalt.cluster.feed.protobuf.WatchFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one kind through the API server's protobuf encoding.
 *
 * <p>The initial objects come in the watch itself (a watch-list); where the API server refuses
 * that, they are listed page by page, and so they are after a watch-list that broke off: the API
 * server ends one for which more than a thousand events gather while it sends the initial objects,
 * and where they are many and change fast it would never get through. A watch that breaks goes on
 * from the last resource version seen; where that is too old, all objects are read again. Where the
 * API server does not speak protobuf for the kind, another source takes over for good.
 *
 * <p>One thread does it all, in a loop that reads like the protocol.
 *
 * @param <T> the kind's spec
 */
final class ProtobufSource<T> implements Source {
  private static final Logger log = LoggerFactory.getLogger(ProtobufSource.class);

  /** Watches in a row that end without a word before the version itself is in doubt. */
  private static final int MAX_EMPTY_WATCHES = 3;

  private final ProtobufApi api;
  private final Skimmer<T> skimmer;
  private final Function<T, String> key;
  private final Watched<T> watched;
  private final Source fallback;
  private final String name;
  private final Thread thread;

  private final Envelope envelope = new Envelope();
  private final ListSkimmer list = new ListSkimmer();
  private @Nullable String version;
  private @Nullable ServerError error;
  private boolean watchListRefused;
  private boolean watchListBrokeOff;
  private long begunNanos;
  private int failures;
  private int emptyWatches;

  private volatile boolean closed;
  private volatile boolean fallenBack;
  private volatile @Nullable ByteStream stream;

  /**
   * A source.
   *
   * @param name of the kind, for threads and logs
   * @param key names an object as the audience does
   * @param fallback takes over where protobuf is refused
   */
  ProtobufSource(
      String name,
      ProtobufApi api,
      Skimmer<T> skimmer,
      Function<T, String> key,
      Watched<T> watched,
      Source fallback) {
    this.name = name;
    this.api = api;
    this.skimmer = skimmer;
    this.key = key;
    this.watched = watched;
    this.fallback = fallback;
    this.thread = Thread.ofPlatform().daemon().name("feed-" + name).unstarted(this::run);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void tick() {
    if (fallenBack) {
      fallback.tick();
    }
  }

  @Override
  public String description() {
    return fallenBack ? fallback.description() + " (protobuf refused)" : "protobuf";
  }

  @Override
  public void close() {
    synchronized (watched) {
      closed = true;
    }
    ByteStream open = stream;
    if (open != null) {
      open.close();
    }
    thread.interrupt();
    fallback.close();
  }

  private void run() {
    try {
      while (!closed && !fallenBack) {
        round();
      }
    } catch (InterruptedException e) {
      log.debug("The watch of {} ends", name);
    }
  }

  /** One try: ends when the watch does. */
  private void round() throws InterruptedException {
    begunNanos = watched.clock().nanos();
    try {
      listAndWatch();
    } catch (ExpiredException e) {
      log.debug("Listing {} again: {}", name, e.getMessage());
      version = null;
      failed(e.getMessage());
    } catch (RefusedException | MalformedFrameException e) {
      fallBack(e);
    } catch (IOException e) {
      if (!closed) {
        log.debug("The watch of {} broke, trying again: {}", name, e.getMessage());
        failed(e.getMessage());
      }
    } catch (RuntimeException e) {
      log.warn("The watch of {} failed, listing again", name, e);
      version = null;
      failed(e.toString());
    }
  }

  private void listAndWatch()
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    if (version == null && !watchListRefused && !watchListBrokeOff) {
      try {
        watch();
        return;
      } catch (RefusedException e) {
        log.info("No watch-list for {}, listing instead: {}", name, e.getMessage());
        watchListRefused = true;
      }
    }
    if (version == null) {
      readPages();
    }
    watch();
  }

  /** Follows a watch to its end: from the version, or from the initial objects without one. */
  private void watch()
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    boolean empty = true;
    try (ByteStream opened = api.watch(version)) {
      stream = opened;
      watched.vitals().heard();
      if (version == null) {
        watched.vitals().snapshotTaken();
        beginList();
        watchListBrokeOff = true; // until its end is seen
      }
      error = null;
      WatchFrames frames = new WatchFrames();
      Duration patience = watched.settings().restartAfter();
      ByteBuffer chunk = opened.read(patience);
      while (chunk != null && !closed) {
        empty = false;
        watched.vitals().heard();
        synchronized (watched) {
          if (!closed) {
            frames.accept(chunk, this::frame);
          }
        }
        throwError();
        chunk = opened.read(patience);
      }
    } finally {
      stream = null;
    }
    emptyWatches = empty ? emptyWatches + 1 : 0;
    if (emptyWatches >= MAX_EMPTY_WATCHES) {
      throw new ExpiredException("the watch ended without a word, again and again");
    }
    if (!livedLong()) {
      throw new IOException("the watch ended early");
    }
  }

  private void frame(byte[] bytes, int offset, int length) {
    envelope.openEvent(bytes, offset, length);
    if (envelope.type().equals("ERROR")) {
      error = ServerError.read(envelope.bytes(), envelope.offset(), envelope.length());
      return;
    }
    T spec = skimmer.skim(envelope.bytes(), envelope.offset(), envelope.length());
    switch (envelope.type()) {
      case "ADDED", "MODIFIED" -> watched.told().seen(spec);
      case "DELETED" -> watched.told().deleted(key.apply(spec));
      case "BOOKMARK" -> {
        if (version == null && skimmer.endsInitialEvents()) {
          endList(skimmer.resourceVersion());
        }
      }
      default -> throw new MalformedFrameException("a watch event of type " + envelope.type());
    }
    // The versions of initial objects are in no order: none is a place to go on from.
    if (version != null) {
      version = skimmer.resourceVersion();
    }
  }

  private void throwError() throws ExpiredException {
    ServerError seen = error;
    if (seen != null) {
      // Whatever the reason, a list is a safe place to go on from.
      throw new ExpiredException(seen.toString());
    }
  }

  private void readPages()
      throws IOException, InterruptedException, ExpiredException, RefusedException {
    beginList();
    do {
      boolean first = list.continueToken().isEmpty();
      byte[] page = api.page(list.continueToken());
      watched.vitals().heard();
      if (first) {
        // The pages that follow are of the same version.
        watched.vitals().snapshotTaken();
      }
      synchronized (watched) {
        if (closed) {
          return;
        }
        envelope.openObject(page, 0, page.length);
        list.skim(
            envelope.bytes(),
            envelope.offset(),
            envelope.length(),
            (bytes, offset, length) -> watched.told().seen(skimmer.skim(bytes, offset, length)));
      }
    } while (!list.continueToken().isEmpty());
    synchronized (watched) {
      endList(list.resourceVersion());
    }
  }

  private void beginList() {
    synchronized (watched) {
      watched.told().beginList();
      list.reset();
    }
  }

  private void endList(String listVersion) {
    if (!closed) {
      version = listVersion;
      watchListBrokeOff = false;
      watched.told().endList();
      watched.synced();
    }
  }

  private void failed(@Nullable String reason) throws InterruptedException {
    watched.vitals().failed(String.valueOf(reason));
    failures = livedLong() ? 0 : failures;
    long first = watched.settings().firstRetry().toMillis();
    long last = watched.settings().lastRetry().toMillis();
    Thread.sleep(Math.min(last, first << Math.min(failures++, 20)));
  }

  private boolean livedLong() {
    long lived = watched.clock().nanos() - begunNanos;
    return lived > watched.settings().lastRetry().toNanos();
  }

  private void fallBack(Exception reason) {
    if (!closed) {
      log.warn("{} are watched without protobuf from here on: {}", name, reason.getMessage());
      fallenBack = true;
      fallback.start();
    }
  }
}
