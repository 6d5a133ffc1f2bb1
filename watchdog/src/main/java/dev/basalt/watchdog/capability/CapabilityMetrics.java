package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.ResourceList;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The series about capability that is kept. Any thread. */
final class CapabilityMetrics {
  private static final double MILLI = 1000;

  private final MeterRegistry registry;
  private final MultiGauge targets;
  private final Map<String, Counter> changes = new HashMap<>();

  CapabilityMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.targets =
        MultiGauge.builder("basalt.queue.capability.target")
            .description("What a queue's capability should be; cores, bytes, counts")
            .register(registry);
  }

  /** Publishes what should be, and nothing else. */
  void targets(Map<String, ResourceList> now) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    now.forEach((queue, target) ->
        target.forEach((resource, amount) ->
            rows.add(
                MultiGauge.Row.of(
                    Tags.of("queue", queue, "resource", resource),
                    resource.equals("cpu") ? amount / MILLI : amount))));
    targets.register(rows, true);
  }

  /** A queue's capability was written. */
  synchronized void changed(String queue) {
    changes
        .computeIfAbsent(
            queue,
            first ->
                Counter.builder("basalt.queue.capability.changes")
                    .description("How often a queue's capability was written")
                    .tag("queue", queue)
                    .register(registry))
        .increment();
  }

  /** Queues other than these are gone. */
  synchronized void retain(Set<String> queues) {
    changes
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !queues.contains(entry.getKey());
              if (gone) {
                registry.remove(entry.getValue());
              }
              return gone;
            });
  }
}
