package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Records events (core/v1, which {@code kubectl describe} shows). The same words on the same object
 * raise the count of the event that is there. Owned by the write loop.
 */
final class EventWriter {
  private static final int REMEMBERED = 4096;
  private static final int LONGEST_OBJECT_NAME = 200;

  private record Recorded(String name, int count) {}

  private final Requests requests;
  private final Clock clock;
  private final Duration timeout;
  private final String component;
  private final Map<ObjectEvent, Recorded> recorded = new Recent();
  private long sequence;

  /**
   * A writer.
   *
   * @param component who speaks, as shown in the column From
   */
  EventWriter(Requests requests, Clock clock, Duration timeout, String component) {
    this.requests = requests;
    this.clock = clock;
    this.timeout = timeout;
    this.component = component;
  }

  void write(ObjectEvent event, Consumer<WriteOutcome> done) {
    Recorded before = recorded.get(event);
    if (before == null) {
      create(event, done);
    } else {
      repeat(event, before, done);
    }
  }

  private void create(ObjectEvent event, Consumer<WriteOutcome> done) {
    String name = nextName(event);
    requests.send(
        ApiRequest.post(
            ApiPaths.events(event.eventNamespace()), Json.bytes(body(event, name)), timeout),
        response -> {
          if (response.successful()) {
            recorded.put(event, new Recorded(name, 1));
          }
          done.accept(WriteOutcome.of(response));
        },
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  private void repeat(ObjectEvent event, Recorded before, Consumer<WriteOutcome> done) {
    int count = before.count() + 1;
    ObjectNode patch =
        Json.object().put("count", count).put("lastTimestamp", Texts.seconds(clock.epochMillis()));
    requests.send(
        ApiRequest.patch(
            ApiPaths.events(event.eventNamespace()) + "/" + before.name(),
            ApiRequest.MERGE_PATCH,
            Json.bytes(patch),
            timeout),
        response -> repeated(event, new Recorded(before.name(), count), response, done),
        () -> done.accept(WriteOutcome.NO_ANSWER));
  }

  private void repeated(
      ObjectEvent event, Recorded now, ApiResponse response, Consumer<WriteOutcome> done) {
    if (response.status() == 404) {
      recorded.remove(event);
      create(event, done);
      return;
    }
    if (response.successful()) {
      recorded.put(event, now);
    }
    done.accept(WriteOutcome.of(response));
  }

  private String nextName(ObjectEvent event) {
    String object = event.name();
    if (object.length() > LONGEST_OBJECT_NAME) {
      object = object.substring(0, LONGEST_OBJECT_NAME);
    }
    sequence++;
    return object
        + "."
        + Long.toHexString(clock.epochMillis())
        + String.format("%06x", sequence & 0xffffff);
  }

  private ObjectNode body(ObjectEvent event, String name) {
    String now = Texts.seconds(clock.epochMillis());
    ObjectNode body = Json.object().put("apiVersion", "v1").put("kind", "Event");
    body.putObject("metadata").put("namespace", event.eventNamespace()).put("name", name);
    ObjectNode involved =
        body.putObject("involvedObject")
            .put("apiVersion", event.apiVersion())
            .put("kind", event.kind())
            .put("name", event.name())
            .put("uid", event.uid());
    if (event.namespace() != null) {
      involved.put("namespace", event.namespace());
    }
    body.putObject("source").put("component", component);
    return body.put("type", event.warning() ? "Warning" : "Normal")
        .put("reason", event.reason())
        .put("message", Texts.message(event.message()))
        .put("count", 1)
        .put("firstTimestamp", now)
        .put("lastTimestamp", now);
  }

  /** Remembers the events used last. */
  private static final class Recent extends LinkedHashMap<ObjectEvent, Recorded> {
    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.@Nullable Entry<ObjectEvent, Recorded> eldest) {
      return size() > REMEMBERED;
    }
  }
}
