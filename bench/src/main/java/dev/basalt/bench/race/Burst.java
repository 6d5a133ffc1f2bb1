package dev.basalt.bench.race;

import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Pods come, some bursts in a row, to a scheduler that is warm and has nothing to do. A pod's time
 * counts from the moment at which a watcher could know of it; besides, from the moment at which the
 * burst's first request was sent, which adds what the API server takes to create that many pods.
 */
record Burst(Scenario scenario, long timeoutSeconds) implements Measurement {
  private static final int BURSTS = 5;
  private static final int PAUSE_SECONDS = 3;

  @Override
  public Result run(Arena arena, Contestant contestant) throws IOException, InterruptedException {
    int size = scenario.pods();
    double[] sinceCreated = new double[BURSTS * size];
    double[] sinceSent = new double[BURSTS * size];
    int measured = 0;
    int boundPods = 0;
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    Map<String, Long> writes;
    try (ContestantProcess scheduler = ContestantProcess.start(contestant, arena, false)) {
      Measurement.warmUp(arena, contestant, scheduler, timeoutSeconds);
      Meter meter = new Meter(arena).with(scheduler);
      for (int burst = 0; burst < BURSTS; burst++) {
        Gang gang = new Gang("burst-" + burst, size, scenario.minMember(), scenario.pod());
        if (contestant.knowsGroups()) {
          Submission.send(arena.client(), List.of(gang.group()));
        }
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        try (PodWatch created = PodWatch.open(arena, PodWatch.UNBOUND);
            PodWatch bound = PodWatch.open(arena, PodWatch.BOUND)) {
          long sent = System.nanoTime();
          Submission.send(arena.client(), gang.pods(contestant), scenario.kind().inFlight());
          if (!bound.await(size, timeoutSeconds)) {
            scheduler.complain();
          }
          created.await(size, timeoutSeconds);
          boundPods += bound.count();
          Map<String, Long> births = created.nanosByName();
          for (Map.Entry<String, Long> pod : bound.nanosByName().entrySet()) {
            sinceCreated[measured] = millis(births.getOrDefault(pod.getKey(), sent), pod);
            sinceSent[measured++] = millis(sent, pod);
          }
        }
      }
      meter.stop(Math.max(1, boundPods), figures);
      writes =
          ApiWrites.between(
              Map.of(
                  "POST pods",
                  (long) BURSTS * size,
                  "POST podgroups",
                  contestant.knowsGroups() ? (long) BURSTS : 0L),
              meter.writes());
      figures.put(Figure.PEAK_MEBIBYTES, scheduler.peakMebibytes());
    }
    sinceCreated = Arrays.copyOf(sinceCreated, measured);
    sinceSent = Arrays.copyOf(sinceSent, measured);
    figures.put(Figure.BURST_P50, Statistics.percentile(50, sinceCreated));
    figures.put(Figure.BURST_P99, Statistics.percentile(99, sinceCreated));
    figures.put(Figure.BURST_MAX, Statistics.percentile(100, sinceCreated));
    figures.put(Figure.SENT_P50, Statistics.percentile(50, sinceSent));
    figures.put(Figure.SENT_P99, Statistics.percentile(99, sinceSent));
    figures.put(Figure.WRITES_PER_POD, (double) ApiWrites.total(writes) / Math.max(1, boundPods));
    String fault =
        Inspection.of(arena.client()).fault(boundPods, BURSTS * size, scenario.minMember());
    return new Result(contestant.name(), figures, writes, fault);
  }

  private static double millis(long sinceNanos, Map.Entry<String, Long> pod) {
    return (pod.getValue() - sinceNanos) / 1e6;
  }
}
