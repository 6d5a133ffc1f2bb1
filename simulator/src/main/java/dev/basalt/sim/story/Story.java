package dev.basalt.sim.story;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.sim.check.Violation;
import dev.basalt.sim.cluster.FaultPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A story as it was read.
 *
 * @param file where it was read from
 * @param title what it tells, in one sentence
 * @param stands the rule or the complaint it stands for
 * @param seed where the chance of its cluster comes from
 * @param settings how the engine works
 * @param configuration actions, tiers and plugins
 * @param faults what goes wrong between scheduler and API server
 * @param events what happens, in order
 * @param expectations what must come of it
 * @param schedulers the zones that each scheduler serves, by name; none for all
 * @param allowed rules that may be broken in this story; all others must hold to its end
 */
public record Story(
    String file,
    String title,
    String stands,
    long seed,
    EngineSettings settings,
    SchedulerConfiguration configuration,
    FaultPlan faults,
    List<Timed> events,
    List<Expectation> expectations,
    Map<String, Set<String>> schedulers,
    Set<Violation.Rule> allowed) {

  public Story {
    events = List.copyOf(events);
    expectations = List.copyOf(expectations);
    allowed = Set.copyOf(allowed);
  }

  /** An event with its time from the start of the story. */
  public record Timed(Duration at, StoryEvent event) {}

  /** When the last expectation is settled. */
  public Duration end() {
    return expectations.stream()
        .map(Expectation::until)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
