package dev.basalt.app.demo;

import dev.basalt.app.demo.ShareAverages.QueueShare;
import dev.basalt.app.demo.Snapshot.Broken;
import dev.basalt.app.demo.Snapshot.PodCounts;
import dev.basalt.app.demo.Snapshot.QueueState;
import dev.basalt.core.engine.EngineSummary.WaitingJob;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pictures and outcomes with round figures. */
final class Pictured {
  private static final long GIBI = 1L << 30;

  static final DemoRun.Outcome OUTCOME =
      new DemoRun.Outcome(
          snapshot(new Broken(1, 2, 3, List.of("node n1 holds 17 of 16 cpu"))),
          List.of(
              new QueueShare(
                  new DemoQueue("research", 3),
                  room(1_600_000, 1600),
                  room(1_500_500, 1500.5),
                  80_000)),
          160,
          150,
          90,
          Duration.ofSeconds(42),
          List.of(
              new JobSight("pipeline", "Completed", 12, 12, "a gang; train depends on load"),
              new JobSight("by-day", "Failed", 3, 10, "a pod a day")));

  private Pictured() {}

  static Picture picture(Broken broken, WaitingJob... waiting) {
    return picture(broken, List.of(), waiting);
  }

  static Picture picture(Broken broken, List<JobSight> jobs, WaitingJob... waiting) {
    return new Picture(
        "simulated cluster in this process",
        Picture.Phase.SUBMITTING,
        Duration.ofSeconds(12),
        Duration.ofSeconds(30),
        snapshot(broken),
        List.of(waiting),
        jobs,
        1_000_000_007_900L);
  }

  static WaitingJob waitingGang() {
    return new WaitingJob(
        "default/train-024",
        "research",
        64,
        64,
        WaitReason.NOT_ENOUGH_RESOURCES,
        "0 of 64 pods are placed, 10 more would fit; for 54 more: 0 of 54 pods would fit; short of"
            + " 103 cpu: 108 cpu needed, 5 cpu free (of 200 nodes: 200 insufficient cpu)",
        1_000_000_000_000L);
  }

  static Snapshot snapshot(Broken broken) {
    List<Double> nodes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      nodes.add(i / 199.0);
    }
    return new Snapshot(
        room(3_200_000, 12_800),
        room(2_880_000, 5_760),
        nodes,
        List.of(
            state(new DemoQueue("research", 3), 1_600_000, 1_400_000, 120_000),
            state(new DemoQueue("production", 2), 1_067_000, 1_067_000, 0),
            state(new DemoQueue("adhoc", 1), 533_000, 413_000, 60_000)),
        new PodCounts(1200, 100, 1500, 2000, 0),
        4321,
        3000,
        List.of(1800, 0, 60, 100, 240, 200, 212),
        212.4,
        312_000_000,
        2_400_000_000L,
        Set.of("train-024", "etl-038"),
        broken);
  }

  private static QueueState state(DemoQueue queue, long deserved, long held, long releasing) {
    return new QueueState(
        queue,
        room(deserved, deserved / 250.0),
        room(held, held / 500.0),
        releasing,
        new PodCounts(400, 33, 500, 666, 1));
  }

  private static ResourceList room(long cpuMillis, double memoryGibi) {
    return ResourceList.of(Map.of("cpu", cpuMillis, "memory", (long) (memoryGibi * GIBI)));
  }
}
