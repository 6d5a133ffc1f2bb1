package dev.basalt.app.scheduler;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/** A histogram under one of Volcano's names, which carry their unit, milliseconds. */
final class MillisecondsAlias {
  private static final double NANOS_PER_MILLI = 1e6;

  private final DistributionSummary summary;

  MillisecondsAlias(MeterRegistry registry, String name, String description) {
    this.summary =
        DistributionSummary.builder(name)
            .description(description)
            .serviceLevelObjectives(5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560)
            .register(registry);
  }

  void record(long nanos) {
    summary.record(nanos / NANOS_PER_MILLI);
  }
}
