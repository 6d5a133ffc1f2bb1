package dev.basalt.app.scheduler;

import dev.basalt.cluster.write.ApiBinder;
import dev.basalt.cluster.write.ApiEvictor;
import dev.basalt.cluster.write.ApiStatusPublisher;
import dev.basalt.cluster.write.ApiVolumeBinder;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What is written to the API server, by kind and outcome. */
final class WriteMetrics {
  private final MeterRegistry registry;
  private final ApiBinder binder;
  private final ApiEvictor evictor;
  private final ApiVolumeBinder volumes;
  private final ApiStatusPublisher publisher;

  WriteMetrics(
      MeterRegistry registry,
      ApiBinder binder,
      ApiEvictor evictor,
      ApiVolumeBinder volumes,
      ApiStatusPublisher publisher) {
    this.registry = registry;
    this.binder = binder;
    this.evictor = evictor;
    this.volumes = volumes;
    this.publisher = publisher;
    Gauge.builder("basalt.bindings.in.flight", binder, ApiBinder::open)
        .description("Bindings taken over and not answered yet")
        .register(registry);
    Gauge.builder("basalt.binding.concurrency", binder, ApiBinder::concurrency)
        .description("Bindings that may be under way at once, as the API server bears it")
        .register(registry);
    publisher.counts().keySet().forEach(kind -> statusWrites(kind, "Written"));
    bindingRequests("Send");
    evictions("Evicted");
    volumeChoices("Written");
    refresh();
  }

  /** Adds the series of kinds and outcomes that were seen for the first time since. */
  void refresh() {
    binder.requests().all().keySet().forEach(this::bindingRequests);
    evictor.results().all().keySet().forEach(this::evictions);
    volumes.results().all().keySet().forEach(this::volumeChoices);
    publisher
        .counts()
        .forEach(
            (kind, outcomes) -> outcomes.keySet().forEach(outcome -> statusWrites(kind, outcome)));
  }

  private void bindingRequests(String request) {
    counter(
        "basalt.binding.requests",
        "Requests for bindings: first sends, sends again, and reads of what became of one",
        Tags.of("request", request),
        binder,
        b -> b.requests().get(request));
  }

  private void evictions(String result) {
    counter(
        "basalt.evictions",
        "Evictions answered by the API server",
        Tags.of("result", result),
        evictor,
        e -> e.results().get(result));
  }

  private void volumeChoices(String result) {
    counter(
        "basalt.volume.choices",
        "Choices of volumes written to claims and volumes, by what became of writing them",
        Tags.of("result", result),
        volumes,
        v -> v.results().get(result));
  }

  private void statusWrites(String kind, String outcome) {
    counter(
        "basalt.status.writes",
        "Status, conditions and events, by kind and by what became of writing them",
        Tags.of("kind", kind, "outcome", outcome),
        publisher,
        p -> p.counts().getOrDefault(kind, Map.of()).getOrDefault(outcome, 0L));
  }

  private <T> void counter(
      String name, String description, Tags tags, T source, ToDoubleFunction<T> count) {
    FunctionCounter.builder(name, source, count)
        .description(description)
        .tags(tags)
        .register(registry);
  }
}
