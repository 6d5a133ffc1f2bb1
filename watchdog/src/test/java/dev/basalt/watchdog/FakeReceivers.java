package dev.basalt.watchdog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.notify.Post;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** An Alertmanager at {@code am} and webhooks elsewhere, in the time of a clock. */
final class FakeReceivers implements Post {
  /** What a webhook was told of one alert. */
  record Word(String host, String status, String fingerprint, String startsAt, String job) {}

  private static final long RESOLVE_NANOS = Duration.ofMinutes(5).toNanos();

  private final HandClock clock;
  private final Map<String, Long> active = new HashMap<>();
  private final Map<String, String> names = new HashMap<>();
  final List<Word> words = new ArrayList<>();
  final Set<String> down = new HashSet<>();
  int letters;

  FakeReceivers(HandClock clock) {
    this.clock = clock;
  }

  @Override
  public CompletableFuture<Reply> send(Letter letter) {
    letters++;
    String host = letter.uri().getHost();
    if (down.contains(host)) {
      return CompletableFuture.completedFuture(new Reply(0, "ConnectException"));
    }
    JsonNode body = Json.parse(letter.body().getBytes(StandardCharsets.UTF_8));
    if (host.startsWith("am")) {
      body.forEach(this::alertmanager);
    } else {
      body.path("alerts")
          .forEach(alert ->
              words.add(
                  new Word(
                      host,
                      alert.path("status").asText(),
                      alert.path("fingerprint").asText(),
                      alert.path("startsAt").asText(),
                      alert.path("labels").path("job_name").asText())));
    }
    return CompletableFuture.completedFuture(new Reply(200, ""));
  }

  private void alertmanager(JsonNode alert) {
    String labels = alert.path("labels").toString();
    names.put(labels, alert.path("labels").path("job_name").asText());
    if (alert.has("endsAt")) {
      Instant ends = Instant.parse(alert.path("endsAt").asText());
      Instant starts = Instant.parse(alert.path("startsAt").asText());
      if (!ends.isAfter(starts)) {
        throw new AssertionError("ends before it starts: " + alert);
      }
      active.remove(labels);
    } else {
      active.put(labels, clock.nanos() + RESOLVE_NANOS);
    }
  }

  /** Jobs of the alerts that are active at the Alertmanager; empty for those of no job. */
  Set<String> active() {
    Set<String> jobs = new HashSet<>();
    active.forEach((labels, until) -> {
      if (until - clock.nanos() > 0) {
        jobs.add(names.getOrDefault(labels, ""));
      }
    });
    return jobs;
  }

  /** How often a webhook was told a status of a job. */
  long told(String status, String job) {
    return words.stream()
        .filter(word -> word.status().equals(status) && word.job().equals(job))
        .count();
  }
}
