package dev.basalt.bench.race;

import dev.basalt.cluster.http.ApiRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Everything is there before the scheduler: from the start of its process to the last binding. */
record ColdStart(Scenario scenario, long timeoutSeconds) implements Measurement {
  @Override
  public Result run(Arena arena, Contestant contestant) throws IOException, InterruptedException {
    List<ApiRequest> requests = new ArrayList<>();
    for (Gang gang : scenario.workload()) {
      if (contestant.knowsGroups()) {
        requests.add(gang.group());
      }
      requests.addAll(gang.pods(contestant));
    }
    Submission.send(arena.client(), requests);
    try (PodWatch bound = PodWatch.open(arena, PodWatch.BOUND)) {
      Meter meter = new Meter(arena);
      try (ContestantProcess scheduler = ContestantProcess.start(contestant, arena, false)) {
        meter.withAllOf(scheduler);
        if (!bound.await(scenario.pods(), timeoutSeconds)) {
          scheduler.complain();
        }
        return finish(arena, contestant, scheduler, bound, meter);
      }
    }
  }

  private Result finish(
      Arena arena, Contestant contestant, ContestantProcess scheduler, PodWatch bound, Meter meter)
      throws InterruptedException {
    return finish(
        scenario, arena, contestant, scheduler, bound, meter, scheduler.startedNanos(), Map.of());
  }

  /**
   * Gathers what there is to say of a run whose last pod is bound.
   *
   * @param startNanos when the clock was started
   * @param ownWrites what the race itself wrote while the meter ran
   */
  static Result finish(
      Scenario scenario,
      Arena arena,
      Contestant contestant,
      ContestantProcess scheduler,
      PodWatch bound,
      Meter meter,
      long startNanos,
      Map<String, Long> ownWrites)
      throws InterruptedException {
    int count = bound.count();
    Map<Figure, Double> used = new EnumMap<>(Figure.class);
    meter.stop(count, used);
    Map<String, Long> writes = ApiWrites.between(ownWrites, meter.writes());
    Map<Figure, Double> figures =
        Bindings.figures(startNanos, bound.nanosByName(), scenario.size());
    figures.putAll(used);
    figures.put(Figure.PEAK_MEBIBYTES, scheduler.peakMebibytes());
    figures.put(Figure.WRITES_PER_POD, ApiWrites.total(writes) / (double) count);
    Inspection inspection = Inspection.of(arena.client());
    return new Result(
        contestant.name(),
        figures,
        writes,
        inspection.fault(count, scenario.pods(), scenario.minMember()));
  }
}
