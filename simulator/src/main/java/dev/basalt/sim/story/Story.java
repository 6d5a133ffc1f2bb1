package dev.basalt.sim.story;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.engine.EngineSettings;
import dev.basalt.sim.check.Violation;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.KubeletSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
 * @param kubelets how the nodes behave in the simulator
 * @param configurationText the configuration as it was written, null for what is shipped
 * @param real how it is played on a real API server
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
    Set<Violation.Rule> allowed,
    KubeletSettings kubelets,
    @Nullable String configurationText,
    RealRun real) {

  public Story {
    events = List.copyOf(events);
    expectations = List.copyOf(expectations);
    allowed = Set.copyOf(allowed);
  }

  /** An event with its time from the start of the story. */
  public record Timed(Duration at, StoryEvent event) {}

  /** When the last expectation is settled. */
  public Duration end() {
    return end(expectations);
  }

  static Duration end(List<Expectation> expectations) {
    return expectations.stream()
        .map(Expectation::until)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }
}
