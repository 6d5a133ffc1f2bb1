package dev.basalt.jobctl.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows objects: tells each as it is, then each change, and goes on after an expired watch, a
 * broken connection or a restarted API server. Who is told may see the same state twice.
 */
public final class Watch implements AutoCloseable {
  private static final Duration LASTS = Duration.ofMinutes(2);

  /** How much later than asked for the server may end a watch, or answer at all. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Is told what there is. */
  @FunctionalInterface
  public interface Listener {
    /**
     * An object as it is.
     *
     * @param deleted whether it is gone; of its metadata, name and UID are there then
     */
    void changed(JsonNode object, boolean deleted);
  }

  private final Api api;
  private final String path;
  private final Listener listener;
  private final Duration lasts;
  private final Duration grace;
  private final Thread thread;
  private final Map<String, JsonNode> known = new HashMap<>();
  private volatile boolean closed;
  private volatile @Nullable InputStream open;
  private volatile @Nullable ApiException refusal;

  private Watch(Api api, String path, Listener listener, Duration lasts, Duration grace) {
    this.api = api;
    this.path = path;
    this.listener = listener;
    this.lasts = lasts;
    this.grace = grace;
    this.thread = Thread.ofVirtual().name("watch " + path).unstarted(this::run);
  }

  /** Begins in a thread of its own; the path may have a query. */
  public static Watch start(Api api, String path, Listener listener) {
    return start(api, path, listener, LASTS, GRACE);
  }

  /**
   * The same with other times.
   *
   * @param lasts for which the server is asked to go on with one watch
   * @param grace of a watch that has not ended then; it is given up, and all is listed anew
   */
  static Watch start(Api api, String path, Listener listener, Duration lasts, Duration grace) {
    Watch watch = new Watch(api, path, listener, lasts, grace);
    watch.thread.start();
    return watch;
  }

  /** Why it has ended by itself: the caller may not watch; null while it goes on. */
  public @Nullable ApiException refusal() {
    return refusal;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    InputStream stream = open;
    if (stream != null) {
      try {
        stream.close();
      } catch (IOException e) {
        // It is to end anyway.
      }
    }
  }

  private void run() {
    while (!closed) {
      try {
        follow(relist());
      } catch (ApiException e) {
        if (!e.passing() && e.status() != 410) {
          refusal = e;
          return;
        }
        pause();
      } catch (IOException e) {
        pause();
      }
    }
  }

  private String relist() {
    String version = "";
    String more = "";
    Map<String, JsonNode> gone = new HashMap<>(known);
    do {
      JsonNode page = api.page(query("limit=500" + (more.isEmpty() ? "" : "&continue=" + more)));
      page.path("items")
          .forEach(object -> {
            gone.remove(uid(object));
            tell(object, false);
          });
      more = page.path("metadata").path("continue").asText();
      version = page.path("metadata").path("resourceVersion").asText();
    } while (!more.isEmpty());
    gone.values().forEach(object -> tell(object, true));
    return version;
  }

  private void tell(JsonNode object, boolean deleted) {
    if (deleted) {
      known.remove(uid(object));
    } else {
      known.computeIfAbsent(uid(object), uid -> Api.identity(object));
    }
    listener.changed(object, deleted);
  }

  private static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  private void follow(String from) throws IOException {
    String version = from;
    while (!closed && !version.isEmpty()) {
      String watch =
          "watch=true&allowWatchBookmarks=true&timeoutSeconds="
              + lasts.toSeconds()
              + "&resourceVersion="
              + version;
      try (InputStream stream = api.stream(query(watch), lasts.plus(grace));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
        open = stream;
        for (String line = lines.readLine(); line != null && !closed; line = lines.readLine()) {
          version = take(Api.parse(line), version);
        }
      } finally {
        open = null;
      }
    }
  }

  /** Returns where to go on from; empty if everything is to be listed again. */
  private String take(JsonNode event, String version) {
    String type = event.path("type").asText();
    JsonNode object = event.path("object");
    switch (type) {
      case "ADDED", "MODIFIED", "DELETED" -> tell(object, type.equals("DELETED"));
      case "BOOKMARK" -> {}
      default -> {
        return "";
      }
    }
    String next = object.path("metadata").path("resourceVersion").asText();
    return next.isEmpty() ? version : next;
  }

  private String query(String parameters) {
    return path + (path.indexOf('?') < 0 ? "?" : "&") + parameters;
  }

  private void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      closed = true;
    }
  }
}
