package dev.basalt.app.demo;

import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What is submitted when: the same for the same seed, cluster size and duration.
 *
 * <p>Each queue asks for more than its share all the time: a backlog to begin with, then work that
 * comes in a little faster than the share can do it.
 */
final class Workload {
  /**
   * A batch and when it comes.
   *
   * @param at since the start of the run
   */
  record Arrival(Duration at, Batch batch) {}

  /** The backlog of the first second, as a multiple of the queue's share. */
  private static final double BACKLOG = 1.5;

  /** How fast work comes in after that, as a multiple of what the share can do. */
  private static final double OVERLOAD = 1.08;

  /** What a pod holds its room for besides running, in seconds: start and release. */
  private static final double OVERHEAD_SECONDS = 1.7;

  private static final Duration BACKLOG_WITHIN = Duration.ofMillis(800);

  private static final long UNIT_STEP_MILLIS = 50;
  private static final long MEBI = 1L << 20;

  private final long seed;
  private final ResourceList capacity;
  private final Duration duration;
  private final long unitCpuMillis;
  private final long unitMemoryBytes;

  /**
   * A workload that fits a cluster.
   *
   * @param capacity what the cluster has for it: cpu and memory
   * @param smallestPods how many of the smallest pods fill the cluster, about; others are twice and
   *     four times as large
   * @param duration how long work comes in
   */
  Workload(long seed, ResourceList capacity, int smallestPods, Duration duration) {
    this.seed = seed;
    this.capacity = capacity;
    this.duration = duration;
    long cpu = capacity.get(ResourceSchema.CPU_NAME);
    long memory = capacity.get(ResourceSchema.MEMORY_NAME);
    long steps = cpu / Math.max(1, smallestPods) / UNIT_STEP_MILLIS;
    unitCpuMillis = Math.max(1, steps) * UNIT_STEP_MILLIS;
    double memoryPerCpu = (double) memory / Math.max(1, cpu);
    // Half of what goes with the cpu: cpu stays the scarce resource.
    unitMemoryBytes = Math.max(MEBI, (long) (unitCpuMillis * memoryPerCpu / 2) / MEBI * MEBI);
  }

  /** Everything, earliest first. */
  List<Arrival> arrivals() {
    List<Arrival> arrivals = new ArrayList<>();
    int weights = DemoQueue.ALL.stream().mapToInt(DemoQueue::weight).sum();
    for (DemoQueue queue : DemoQueue.ALL) {
      double share =
          (double) capacity.get(ResourceSchema.CPU_NAME) * queue.weight() / Math.max(1, weights);
      arrivals.addAll(arrivals(queue, share));
    }
    arrivals.sort(
        Comparator.comparing(Arrival::at).thenComparing(arrival -> arrival.batch().name()));
    return arrivals;
  }

  private List<Arrival> arrivals(DemoQueue queue, double shareMillis) {
    SplittableRandom random = new SplittableRandom(seed * 31 + queue.name().hashCode());
    List<Arrival> arrivals = new ArrayList<>();
    double backlog = BACKLOG * shareMillis;
    double asked = 0;
    double seconds = 0;
    while (true) {
      boolean first = asked < backlog;
      Batch batch = batch(queue, arrivals.size(), shareMillis, first, random);
      double cpu = (double) batch.pods() * batch.cpuMillis();
      double at;
      if (first) {
        at = BACKLOG_WITHIN.toNanos() / 1e9 * asked / backlog;
        seconds = at;
      } else {
        double held = batch.runs().toNanos() / 1e9 + OVERHEAD_SECONDS;
        seconds += cpu * held / (shareMillis * OVERLOAD) * (0.7 + 0.6 * random.nextDouble());
        at = seconds;
      }
      asked += cpu;
      if (at >= duration.toNanos() / 1e9) {
        return arrivals;
      }
      arrivals.add(new Arrival(Duration.ofNanos((long) (at * 1e9)), batch));
    }
  }

  private Batch batch(
      DemoQueue queue, int number, double shareMillis, boolean first, SplittableRandom random) {
    // The first pods have run for a while, so to speak: they do not all end at the same time.
    double part = first ? 0.2 + 0.8 * random.nextDouble() : 1;
    return switch (queue.name()) {
      case DemoQueue.RESEARCH -> {
        long millis = (long) (part * random.nextInt(8_000, 15_000));
        yield batch(queue, "train", number, shareMillis, 8 * random.nextInt(1, 9), true, 2, millis);
      }
      case DemoQueue.PRODUCTION -> {
        long millis = (long) (part * random.nextInt(7_000, 13_000));
        yield random.nextInt(2) == 0
            ? batch(queue, "etl", number, shareMillis, 4 * random.nextInt(1, 5), true, 4, millis)
            : batch(queue, "render", number, shareMillis, random.nextInt(10, 40), false, 2, millis);
      }
      case DemoQueue.ADHOC -> {
        long millis = (long) (part * random.nextInt(4_000, 8_000));
        yield batch(queue, "burst", number, shareMillis, random.nextInt(30, 120), false, 1, millis);
      }
      default -> throw new IllegalArgumentException("no workload for queue " + queue.name());
    };
  }

  private Batch batch(
      DemoQueue queue,
      String kind,
      int number,
      double shareMillis,
      int pods,
      boolean gang,
      int units,
      long runMillis) {
    long cpuMillis = units * unitCpuMillis;
    // A batch never asks for more than a third of its queue's share.
    int most = (int) Math.max(1, shareMillis / 3 / cpuMillis);
    return new Batch(
        "%s-%03d".formatted(kind, number),
        queue.name(),
        Math.min(pods, most),
        gang,
        cpuMillis,
        units * unitMemoryBytes,
        Duration.ofMillis(runMillis));
  }
}
