package dev.basalt.app.webhook;

import dev.basalt.webhook.WebhookProcess;
import dev.basalt.webhook.review.Operation;
import dev.basalt.webhook.server.ReviewObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts and times reviews. Thread-safe. */
final class WebhookMetrics implements ReviewObserver {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(25),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(3)
  };

  private record Review(String path, @Nullable Operation operation, Outcome outcome) {}

  private record Meters(Counter counter, Timer timer) {}

  private final MeterRegistry registry;
  private final Map<Review, Meters> meters = new ConcurrentHashMap<>();

  WebhookMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void answered(String path, @Nullable Operation operation, Outcome outcome, long nanos) {
    Meters one =
        meters.computeIfAbsent(
            new Review(path, operation, outcome), review -> meters(registry, review));
    one.counter().increment();
    one.timer().record(Duration.ofNanos(nanos));
  }

  /** Follows the certificates of a process. */
  void follow(WebhookProcess process) {
    expiry("server", process::certificateEnds);
    expiry("authority", process::authorityEnds);
  }

  private void expiry(String certificate, Supplier<Instant> ends) {
    Gauge.builder("basalt.webhook.certificate.expiry", () -> ends.get().getEpochSecond())
        .description("When the certificate ends, in seconds since 1970")
        .baseUnit("seconds")
        .tag("certificate", certificate)
        .register(registry);
  }

  private static Meters meters(MeterRegistry registry, Review review) {
    String[] parts = review.path().split("/", -1);
    Tags where = Tags.of("kind", parts[1], "stage", parts.length > 2 ? parts[2] : "");
    Operation operation = review.operation();
    return new Meters(
        Counter.builder("basalt.webhook.reviews")
            .description("Requests for a review, by what became of them")
            .tags(where)
            .tag("operation", operation == null ? "unknown" : word(operation.name()))
            .tag("verdict", word(review.outcome().name()))
            .register(registry),
        Timer.builder("basalt.webhook.review")
            .description("From a request's first line until its answer was made")
            .tags(where)
            .serviceLevelObjectives(BOUNDS)
            .register(registry));
  }

  private static String word(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
