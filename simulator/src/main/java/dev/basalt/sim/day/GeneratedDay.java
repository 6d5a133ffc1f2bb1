package dev.basalt.sim.day;

import dev.basalt.core.event.PodShape;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.sim.time.Seed;
import dev.basalt.sim.trace.NodeShape;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import dev.basalt.sim.trace.TraceNode;
import dev.basalt.sim.trace.TraceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A day's work of a busy batch cluster, drawn from a seed: 80 % of the pods run for about 75
 * seconds and come in bags, of which four are bursts of thousands; 17 % run for about 25 minutes; 3
 * % for about four hours, in gangs of 4 to 32; a few for a week, most of which run already when the
 * day begins.
 *
 * <p>The long pods' cpu is chosen so that 200 nodes of 64 cpu are asked for to 85 % on average,
 * within 1 and 12 cpu a pod. The number of nodes does not change the work: that is what one wants
 * to try.
 */
public final class GeneratedDay {
  private static final double NANOS = 1e9;
  private static final long GIBI = 1L << 30;
  private static final double DAY_SECONDS = 86_400;

  private static final double WANTED_CORES = 0.85 * 200 * 64;
  private static final double MIN_LONG_CPU = 1;
  private static final double MAX_LONG_CPU = 12;

  private static final double BURST_PART = 0.8;
  private static final double MID_PART = 0.17;

  /** Of all pods, those of a week that come during the day; seven times as many run already. */
  private static final double WEEK_PART = 0.0003;

  private static final int WEEK_DAYS = 7;
  private static final int WEEK_CPU = 8;
  private static final int BIG_BURSTS = 4;
  private static final int BIG_BURST_PODS = 5000;

  private static final List<TraceQueue> QUEUES =
      List.of(
          new TraceQueue("production", 4, ResourceList.EMPTY),
          new TraceQueue("research", 3, ResourceList.EMPTY),
          new TraceQueue("analytics", 2, ResourceList.EMPTY),
          new TraceQueue("adhoc", 1, ResourceList.EMPTY));

  /** Which part of a class's jobs goes to which queue, in the order of the queues. */
  private static final Map<WorkClass, double[]> QUEUE_PARTS =
      Map.of(
          WorkClass.BURST, new double[] {0.2, 0.1, 0.4, 0.3},
          WorkClass.MID, new double[] {0.3, 0.4, 0.2, 0.1},
          WorkClass.LONG, new double[] {0.35, 0.4, 0.15, 0.1},
          WorkClass.WEEK, new double[] {0.8, 0.2, 0, 0});

  private final int pods;
  private final Seed seed;
  private final DayCurve curve = new DayCurve();
  private final List<TraceJob> jobs = new ArrayList<>();

  private GeneratedDay(int pods, long seed) {
    this.pods = pods;
    this.seed = new Seed(seed);
  }

  /**
   * Draws a day.
   *
   * @param pods how many pods in all, at least 100
   * @param seed the same seed gives the same day
   */
  public static Trace of(int pods, long seed, List<TraceNode> nodes) {
    if (pods < 100) {
      throw new IllegalArgumentException("a day has 100 pods or more, not " + pods);
    }
    GeneratedDay day = new GeneratedDay(pods, seed);
    day.draw();
    String title = String.format(Locale.ROOT, "generated day of %,d pods, seed %d", pods, seed);
    return new Trace(title, nodes, QUEUES, day.jobs, List.of());
  }

  /** The same on 200 nodes of 64 cpu and 512 GiB. */
  public static Trace of(int pods, long seed) {
    return of(pods, seed, NodeShape.STANDARD.nodes(200));
  }

  private void draw() {
    int burst = (int) Math.round(pods * BURST_PART);
    int mid = (int) Math.round(pods * MID_PART);
    int weekToday = (int) Math.round(pods * WEEK_PART);
    int weekBefore = weekToday * WEEK_DAYS;
    int longRunning = pods - burst - mid - weekToday - weekBefore;
    drawBursts(burst);
    drawMid(mid);
    drawLong(longRunning, longCpu(burst, mid, longRunning, weekBefore));
    drawWeeks(weekBefore, true);
    drawWeeks(weekToday, false);
  }

  /** The cpu of a long pod with which the wanted cores are asked for, rounded to a tenth. */
  private static double longCpu(int burst, int mid, int longRunning, int week) {
    double others =
        running(burst, WorkClass.BURST) + 2 * running(mid, WorkClass.MID) + WEEK_CPU * week;
    double cpu = (WANTED_CORES - others) / running(longRunning, WorkClass.LONG);
    return Math.round(Math.clamp(cpu, MIN_LONG_CPU, MAX_LONG_CPU) * 10) / 10.0;
  }

  /** How many pods of a class run at a time, on average. */
  private static double running(int pods, WorkClass workClass) {
    return pods * workClass.meanSeconds() / DAY_SECONDS;
  }

  private void drawBursts(int total) {
    SplittableRandom random = seed.stream("day-burst");
    PodShape shape = shape(1, 2);
    int left = total;
    int big = Math.min(BIG_BURST_PODS, total / 20);
    for (int i = 0; i < BIG_BURSTS && big > 0; i++) {
      add(WorkClass.BURST, random, big, 1, shape, 0.5);
      left -= big;
    }
    int most = Math.clamp(total / 50, 1, 2000);
    int least = Math.clamp(most / 20, 1, 100);
    while (left > 0) {
      int size = Math.min(left, size(random, least, most));
      add(WorkClass.BURST, random, size, 1, shape, 0.5);
      left -= size;
    }
  }

  private void drawMid(int total) {
    SplittableRandom random = seed.stream("day-mid");
    PodShape shape = shape(2, 8);
    int left = total;
    while (left > 0) {
      int size = Math.min(left, size(random, 10, 100));
      boolean gang = random.nextBoolean();
      add(WorkClass.MID, random, size, gang ? size : 1, shape, gang ? 0 : 0.5);
      left -= size;
    }
  }

  private void drawLong(int total, double cpu) {
    SplittableRandom random = seed.stream("day-long");
    int left = total;
    while (left > 0) {
      int size = size(random, 4, 32);
      // What remains after the last gang must be a gang too.
      size = left - size < 4 ? left : size;
      double memory = Math.max(1, Math.round(cpu * (4 + 4 * random.nextInt(3))));
      add(WorkClass.LONG, random, size, size, shape(cpu, memory), 0);
      left -= size;
    }
  }

  private void drawWeeks(int total, boolean before) {
    SplittableRandom random = seed.stream(before ? "day-week-before" : "day-week");
    PodShape shape = shape(WEEK_CPU, 64);
    int left = total;
    while (left > 0) {
      int size = left >= 4 && random.nextBoolean() ? 4 : 1;
      double seconds = WorkClass.WEEK.meanSeconds();
      long length = (long) (before ? seconds * NANOS * random.nextDouble() : seconds * NANOS);
      long submit = before ? 0 : curve.draw(random);
      add(WorkClass.WEEK, random, size, size, shape, 0, submit, length);
      left -= size;
    }
  }

  private void add(
      WorkClass workClass,
      SplittableRandom random,
      int size,
      int minMember,
      PodShape shape,
      double spread) {
    long submit = curve.draw(random);
    add(workClass, random, size, minMember, shape, spread, submit, length(workClass, random));
  }

  private void add(
      WorkClass workClass,
      SplittableRandom random,
      int size,
      int minMember,
      PodShape shape,
      double spread,
      long submit,
      long length) {
    jobs.add(
        new TraceJob(
            workClass.label() + "-" + jobs.size(),
            queue(workClass, random),
            workClass.label(),
            submit,
            size,
            minMember,
            shape,
            length,
            spread,
            0));
  }

  /** Log-normal around the class's mean, cut at a tenth and six times of it. */
  private static long length(WorkClass workClass, SplittableRandom random) {
    double sigma = workClass.sigma();
    double factor = StrictMath.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    return Math.round(workClass.meanSeconds() * Math.clamp(factor, 0.1, 6) * NANOS);
  }

  /** Small sizes as likely as large ones of the same ratio. */
  private static int size(SplittableRandom random, int least, int most) {
    double point = random.nextDouble();
    return (int) Math.floor(least * StrictMath.pow((most + 1.0) / least, point));
  }

  private static String queue(WorkClass workClass, SplittableRandom random) {
    double point = random.nextDouble();
    double[] parts = QUEUE_PARTS.getOrDefault(workClass, new double[0]);
    for (int i = 0; i < parts.length; i++) {
      point -= parts[i];
      if (point < 0) {
        return QUEUES.get(i).name();
      }
    }
    return QUEUES.getFirst().name();
  }

  private static PodShape shape(double cpu, double memoryGibi) {
    return PodShape.of(
        ResourceList.of(
            Map.of(
                ResourceSchema.CPU_NAME,
                Math.round(cpu * 1000),
                ResourceSchema.MEMORY_NAME,
                Math.round(memoryGibi) * GIBI)));
  }
}
