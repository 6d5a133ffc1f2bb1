package dev.basalt.bench.race;

import dev.basalt.cluster.http.ApiRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The scheduler runs and has bound pods before, the pods of the race wait for their PodGroups: from
 * the creation of those to the last binding.
 */
record WarmStart(Scenario scenario, long timeoutSeconds) implements Measurement {
  @Override
  public Result run(Arena arena, Contestant contestant) throws IOException, InterruptedException {
    try (ContestantProcess scheduler = ContestantProcess.start(contestant, arena, false)) {
      Measurement.warmUp(arena, contestant, scheduler, timeoutSeconds);
      List<ApiRequest> pods = new ArrayList<>();
      List<ApiRequest> groups = new ArrayList<>();
      for (Gang gang : scenario.workload()) {
        pods.addAll(gang.pods(contestant));
        groups.add(gang.group());
      }
      Submission.send(arena.client(), pods);
      scheduler.awaitQuiet(60);
      try (PodWatch bound = PodWatch.open(arena, PodWatch.BOUND)) {
        Meter meter = new Meter(arena).with(scheduler);
        long start = System.nanoTime();
        Submission.send(arena.client(), groups);
        if (!bound.await(scenario.pods(), timeoutSeconds)) {
          scheduler.complain();
        }
        return ColdStart.finish(
            scenario,
            arena,
            contestant,
            scheduler,
            bound,
            meter,
            start,
            Map.of("POST podgroups", (long) groups.size()));
      }
    }
  }
}
