package dev.basalt.bench.race;

import java.io.IOException;
import java.util.List;

/** One way to measure a contestant on a fresh cluster. */
sealed interface Measurement permits ColdStart, WarmStart, Burst, Impossible, Restart {
  /** Pods that make a scheduler warm. */
  Gang WARM_UP = new Gang("warm", 500, 500, new Scenario.PodSize(100, 128));

  /** Runs a contestant to the end. */
  Result run(Arena arena, Contestant contestant) throws IOException, InterruptedException;

  /**
   * The measurement that a scenario asks for.
   *
   * @param timeoutSeconds until a run is void
   */
  static Measurement of(Scenario scenario, long timeoutSeconds) {
    return switch (scenario.kind()) {
      case COLD -> new ColdStart(scenario, timeoutSeconds);
      case WARM -> new WarmStart(scenario, timeoutSeconds);
      case BURST, SERIAL_BURST -> new Burst(scenario, timeoutSeconds);
      case IMPOSSIBLE -> new Impossible(scenario, timeoutSeconds);
      case RESTART -> new Restart(scenario, timeoutSeconds);
      case CEILING -> throw new IllegalArgumentException("the ceiling has no contestants");
    };
  }

  /** Lets a scheduler bind its first pods, and waits until it is quiet again. */
  static void warmUp(
      Arena arena, Contestant contestant, ContestantProcess scheduler, long timeoutSeconds)
      throws IOException, InterruptedException {
    try (PodWatch bound = PodWatch.open(arena, PodWatch.BOUND)) {
      if (contestant.knowsGroups()) {
        Submission.send(arena.client(), List.of(WARM_UP.group()));
      }
      Submission.send(arena.client(), WARM_UP.pods(contestant));
      if (!bound.await(WARM_UP.size(), timeoutSeconds)) {
        scheduler.complain();
        throw new IllegalStateException(
            contestant.name() + " bound " + bound.count() + " of its first " + WARM_UP.size());
      }
    }
    scheduler.awaitQuiet(30);
  }
}
