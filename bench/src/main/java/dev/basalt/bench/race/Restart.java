package dev.basalt.bench.race;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.http.ApiRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The cluster is full of bound pods and a pod waits while the scheduler is away: from the start of
 * its process to that pod's binding, after SIGTERM and after kill -9. After the latter nobody may
 * decide before the Lease expires, so that the time from there on is given too.
 */
record Restart(Scenario scenario, long timeoutSeconds) implements Measurement {

  @Override
  public Result run(Arena arena, Contestant contestant) throws IOException, InterruptedException {
    fill(arena, contestant);
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    double peak;
    try (ContestantProcess first = start(arena, contestant)) {
      firstBinding(arena, contestant, "before", first);
      figures.put(Figure.STOPPING, first.stop());
    }
    try (PodWatch bound = waitingPod(arena, contestant, "term");
        ContestantProcess second = start(arena, contestant)) {
      await(bound, second, contestant);
      figures.put(Figure.AFTER_TERM, (bound.firstNanos() - second.startedNanos()) / 1e9);
      peak = second.peakMebibytes();
      second.kill();
    }
    Instant expiry = leaseExpiry(arena, contestant);
    try (PodWatch bound = waitingPod(arena, contestant, "kill")) {
      try (ContestantProcess third = start(arena, contestant)) {
        await(bound, third, contestant);
        Instant now = Instant.now();
        Instant seen = now.minusNanos(System.nanoTime() - bound.firstNanos());
        figures.put(Figure.AFTER_KILL, (bound.firstNanos() - third.startedNanos()) / 1e9);
        figures.put(Figure.AFTER_EXPIRY, Duration.between(expiry, seen).toNanos() / 1e9);
        peak = Math.max(peak, third.peakMebibytes());
      }
    }
    figures.put(Figure.PEAK_MEBIBYTES, peak);
    int over = Inspection.of(arena.client()).overcommittedNodes();
    String fault = over == 0 ? "" : "WRONG: " + over + " nodes overcommitted";
    return new Result(contestant.name(), figures, Map.of(), fault);
  }

  /** Makes the pods bound from their first moment, nodes taking turns. */
  private void fill(Arena arena, Contestant contestant) throws InterruptedException {
    List<Gang> gangs = scenario.workload();
    List<String> nodes = arena.nodes();
    for (int i = 0; i < gangs.size(); i++) {
      Gang gang = gangs.get(i);
      int first = i * gang.size();
      List<ApiRequest> requests = new ArrayList<>();
      if (contestant.knowsGroups()) {
        requests.add(gang.group());
      }
      requests.addAll(
          gang.podsOn(contestant, member -> nodes.get((first + member) % nodes.size())));
      Submission.send(arena.client(), requests);
    }
  }

  private static ContestantProcess start(Arena arena, Contestant contestant) throws IOException {
    return ContestantProcess.start(contestant, arena, true);
  }

  /** Makes a pod that waits, and the watch that will see it bound. */
  private PodWatch waitingPod(Arena arena, Contestant contestant, String name)
      throws IOException, InterruptedException {
    Gang gang = new Gang(name, 1, 1, scenario.pod());
    List<ApiRequest> requests = new ArrayList<>();
    if (contestant.knowsGroups()) {
      requests.add(gang.group());
    }
    requests.addAll(gang.pods(contestant));
    PodWatch bound = PodWatch.open(arena, PodWatch.BOUND);
    Submission.send(arena.client(), requests);
    return bound;
  }

  private void firstBinding(
      Arena arena, Contestant contestant, String name, ContestantProcess scheduler)
      throws IOException, InterruptedException {
    try (PodWatch bound = waitingPod(arena, contestant, name)) {
      await(bound, scheduler, contestant);
    }
  }

  private void await(PodWatch bound, ContestantProcess scheduler, Contestant contestant)
      throws IOException, InterruptedException {
    if (!bound.await(1, timeoutSeconds)) {
      scheduler.complain();
      throw new IllegalStateException(
          contestant.name() + " bound nothing within " + timeoutSeconds + " s");
    }
  }

  private static Instant leaseExpiry(Arena arena, Contestant contestant) {
    JsonNode spec = arena.get(contestant.lease().path()).path("spec");
    String renewed = spec.path("renewTime").asText();
    if (renewed.isEmpty()) {
      throw new IllegalStateException(
          contestant.name() + " holds no Lease " + contestant.lease().path());
    }
    return Instant.parse(renewed).plusSeconds(spec.path("leaseDurationSeconds").asLong());
  }
}
