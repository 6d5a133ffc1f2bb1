package dev.basalt.bench.race;

import dev.basalt.cluster.http.ApiRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gangs that no node can take wait in a warm scheduler; once it is quiet a gang comes that fits.
 * Its time counts from the creation of its last pod, and besides from the sending of its first
 * request. After that the scheduler has nothing to do: what it uses and writes then is measured.
 */
record Impossible(Scenario scenario, long timeoutSeconds) implements Measurement {
  private static final Gang FITS = new Gang("fits", 10, 10, new Scenario.PodSize(100, 128));
  private static final long QUIET_WITHIN_SECONDS = 180;
  private static final int CALM_SECONDS = 5;
  private static final int IDLE_SECONDS = 10;

  @Override
  public Result run(Arena arena, Contestant contestant) throws IOException, InterruptedException {
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    try (ContestantProcess scheduler = ContestantProcess.start(contestant, arena, false)) {
      Measurement.warmUp(arena, contestant, scheduler, timeoutSeconds);
      Submission.send(arena.client(), impossible(contestant));
      long submitted = System.nanoTime();
      if (scheduler.awaitQuiet(QUIET_WITHIN_SECONDS)) {
        figures.put(Figure.SETTLED, (System.nanoTime() - submitted) / 1e9);
      }
      int bound = fitting(arena, contestant, scheduler, figures);
      Map<String, Long> writes = idle(arena, scheduler, figures);
      figures.put(Figure.PEAK_MEBIBYTES, scheduler.peakMebibytes());
      String fault = Inspection.of(arena.client()).fault(bound, FITS.size(), FITS.minMember());
      return new Result(contestant.name(), figures, writes, fault);
    }
  }

  private List<ApiRequest> impossible(Contestant contestant) {
    List<ApiRequest> requests = new ArrayList<>();
    for (Gang gang : scenario.workload()) {
      if (contestant.knowsGroups()) {
        requests.add(gang.group());
      }
      requests.addAll(gang.pods(contestant));
    }
    return requests;
  }

  private int fitting(
      Arena arena, Contestant contestant, ContestantProcess scheduler, Map<Figure, Double> figures)
      throws IOException, InterruptedException {
    List<ApiRequest> requests = new ArrayList<>();
    if (contestant.knowsGroups()) {
      requests.add(FITS.group());
    }
    requests.addAll(FITS.pods(contestant));
    try (PodWatch created = PodWatch.open(arena, PodWatch.UNBOUND);
        PodWatch bound = PodWatch.open(arena, PodWatch.BOUND)) {
      long sent = System.nanoTime();
      Submission.send(arena.client(), requests);
      if (bound.await(FITS.size(), timeoutSeconds) && created.await(FITS.size(), timeoutSeconds)) {
        figures.put(Figure.FIT_CREATED, (bound.lastNanos() - created.lastNanos()) / 1e6);
        figures.put(Figure.FIT_SENT, (bound.lastNanos() - sent) / 1e6);
      } else {
        scheduler.complain();
      }
      return bound.count();
    }
  }

  private static Map<String, Long> idle(
      Arena arena, ContestantProcess scheduler, Map<Figure, Double> figures)
      throws InterruptedException {
    TimeUnit.SECONDS.sleep(CALM_SECONDS);
    Map<String, Long> before = arena.writes();
    double cpu = scheduler.use().cpuSeconds();
    TimeUnit.SECONDS.sleep(IDLE_SECONDS);
    figures.put(Figure.IDLE_PERCENT, 100 * (scheduler.use().cpuSeconds() - cpu) / IDLE_SECONDS);
    Map<String, Long> writes = ApiWrites.between(before, arena.writes());
    figures.put(Figure.IDLE_WRITES, (double) ApiWrites.total(writes));
    return writes;
  }
}
