package dev.basalt.bench.race;

import dev.basalt.cluster.http.ApiRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What the API server can take: bindings by nobody's decision, each to any node with room, over the
 * same client and the same path as Basalt's own, by a client that watches nothing.
 */
record Ceiling(Scenario scenario) {
  /** Every level that scenario s0 shows. */
  static final List<Integer> ALL_LEVELS = List.of(1, 16, 32, 64, 256);

  /** The levels whose best is the ceiling of other scenarios. */
  static final List<Integer> BEST_LEVELS = List.of(16, 32, 64);

  private static final int PODS = 5_000;
  private static final int WARM_UP = 300;

  /** The most bindings a second that any level reached. */
  static double best(List<Result> levels) {
    return levels.stream()
        .mapToDouble(level -> level.get(Figure.PODS_PER_SECOND))
        .max()
        .orElse(Double.NaN);
  }

  /**
   * Binds as many pods at each level.
   *
   * @param levels requests under way at once
   */
  List<Result> run(Arena arena, List<Integer> levels) throws IOException, InterruptedException {
    int room = scenario.podsPerNode() * arena.nodes().size();
    int each = (Math.min(PODS, room * 9 / 10) - WARM_UP) / levels.size();
    Contestant nobody = new Contestant.KubeScheduler(arena.folder());
    Gang gang = new Gang("raw", WARM_UP + each * levels.size(), 1, scenario.pod());
    Submission.send(arena.client(), gang.pods(nobody));
    List<ApiRequest> bindings = bindings(arena, gang);
    Submission.send(arena.client(), bindings.subList(0, WARM_UP));
    List<Result> results = new ArrayList<>();
    int next = WARM_UP;
    for (int level : levels) {
      results.add(measure(arena, bindings.subList(next, next + each), level));
      next += each;
    }
    return results;
  }

  private List<ApiRequest> bindings(Arena arena, Gang gang) {
    RandomGenerator random = new SplittableRandom(1);
    int[] free = new int[arena.nodes().size()];
    Arrays.fill(free, scenario.podsPerNode());
    List<ApiRequest> bindings = new ArrayList<>(gang.size());
    for (int pod = 0; pod < gang.size(); pod++) {
      int node = random.nextInt(free.length);
      while (free[node] == 0) {
        node = random.nextInt(free.length);
      }
      free[node]--;
      bindings.add(Gang.binding(gang.name() + "-" + pod, arena.nodes().get(node)));
    }
    return bindings;
  }

  private static Result measure(Arena arena, List<ApiRequest> bindings, int inFlight)
      throws InterruptedException {
    Map<String, Long> pids = arena.cluster().processIds();
    long self = ProcessHandle.current().pid();
    double client = ProcessUse.of(self).cpuSeconds();
    double server = cpu(pids, "kube-apiserver");
    double etcd = cpu(pids, "etcd");
    long start = System.nanoTime();
    Submission.send(arena.client(), bindings, inFlight);
    double seconds = (System.nanoTime() - start) / 1e9;
    int pods = bindings.size();
    Map<Figure, Double> figures = new EnumMap<>(Figure.class);
    figures.put(Figure.SECONDS, seconds);
    figures.put(Figure.PODS_PER_SECOND, pods / seconds);
    figures.put(Figure.CLIENT_MILLIS, 1000 * (ProcessUse.of(self).cpuSeconds() - client) / pods);
    figures.put(Figure.API_SERVER_MILLIS, 1000 * (cpu(pids, "kube-apiserver") - server) / pods);
    figures.put(Figure.ETCD_MILLIS, 1000 * (cpu(pids, "etcd") - etcd) / pods);
    return new Result(String.format(Locale.ROOT, "%d in flight", inFlight), figures, Map.of(), "");
  }

  private static double cpu(Map<String, Long> pids, String name) {
    return ProcessUse.of(pids.getOrDefault(name, 0L)).cpuSeconds();
  }
}
