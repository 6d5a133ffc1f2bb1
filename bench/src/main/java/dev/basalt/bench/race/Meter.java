package dev.basalt.bench.race;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What every process of a race uses, and what the API server writes, between two moments. The
 * second moment comes a little after the last binding, so that work put off counts too.
 */
final class Meter {
  /** How long after the last binding work still counts. */
  static final int TAIL_SECONDS = 3;

  private static final String SCHEDULER = "scheduler";
  private static final String RACE = "race";
  private static final Map<String, Figure> COLUMNS =
      Map.of(
          SCHEDULER,
          Figure.CPU_SCHEDULER,
          "kube-apiserver",
          Figure.CPU_API_SERVER,
          "etcd",
          Figure.CPU_ETCD,
          "kwok",
          Figure.CPU_KWOK,
          "kube-controller-manager",
          Figure.CPU_CONTROLLERS,
          RACE,
          Figure.CPU_RACE);

  private final Arena arena;
  private final Map<String, Long> pids = new HashMap<>();
  private final Map<String, Double> before = new HashMap<>();
  private final Map<String, Long> writesBefore;

  /** Begins; a scheduler that does not run yet begins at nothing. */
  Meter(Arena arena) {
    this.arena = arena;
    writesBefore = arena.writes();
    pids.putAll(arena.cluster().processIds());
    pids.put(RACE, ProcessHandle.current().pid());
    pids.forEach((name, pid) -> before.put(name, ProcessUse.of(pid).cpuSeconds()));
  }

  /** Counts the scheduler from what it has used so far. */
  Meter with(ContestantProcess scheduler) {
    pids.put(SCHEDULER, scheduler.pid());
    before.put(SCHEDULER, scheduler.use().cpuSeconds());
    return this;
  }

  /** Counts the scheduler from its start. */
  Meter withAllOf(ContestantProcess scheduler) {
    pids.put(SCHEDULER, scheduler.pid());
    before.put(SCHEDULER, 0.0);
    return this;
  }

  /** Waits for the tail, and puts CPU-seconds per 1,000 pods, infinite if no pod was bound. */
  void stop(int pods, Map<Figure, Double> figures) throws InterruptedException {
    TimeUnit.SECONDS.sleep(TAIL_SECONDS);
    pids.forEach((name, pid) -> {
      Figure column = COLUMNS.get(name);
      if (column != null) {
        double used = ProcessUse.of(pid).cpuSeconds() - before.getOrDefault(name, 0.0);
        figures.put(column, 1000 * used / pods);
      }
    });
  }

  /** The writes since the beginning. */
  Map<String, Long> writes() {
    return ApiWrites.between(writesBefore, arena.writes());
  }
}
