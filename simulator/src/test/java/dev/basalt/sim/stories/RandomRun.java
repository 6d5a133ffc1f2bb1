package dev.basalt.sim.stories;

import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.ClusterSettings.NodeCheck;
import dev.basalt.sim.cluster.FaultPlan;
import dev.basalt.sim.cluster.ObjectKind;
import dev.basalt.sim.time.Seed;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * A run in which everything is drawn from a seed: nodes, queues, gangs, faults, outages, nodes that
 * come and go, schedulers that crash. It ends with a quiet time without faults.
 */
final class RandomRun {
  private static final int TROUBLED_SECONDS = 60;

  private final SplittableRandom random;
  private final Story story;
  private int nodes;

  private RandomRun(long seed) {
    random = new Seed(seed).stream("random-run");
    ClusterSettings settings =
        ClusterSettings.standard(seed)
            .with(FaultPlan.random(random))
            .with(random.nextBoolean() ? NodeCheck.REFUSED : NodeCheck.ACCEPTED);
    story = new Story(settings, SchedulerSetup.standard());
  }

  static RandomRun of(long seed) {
    RandomRun run = new RandomRun(seed);
    run.prepare();
    run.trouble();
    run.rest();
    return run;
  }

  Simulation simulation() {
    return story.simulation;
  }

  Story story() {
    return story;
  }

  private void prepare() {
    nodes = random.nextInt(5, 20);
    story.cluster.addNodes(nodes, "8", "32Gi");
    story.cluster.putQueue("a", random.nextInt(1, 5));
    story.cluster.putQueue("b", random.nextInt(1, 5));
    int gangs = random.nextInt(20, 50);
    for (int i = 0; i < gangs; i++) {
      Duration at = Duration.ofMillis(random.nextLong(TROUBLED_SECONDS * 1000L));
      story.cluster.submitAfter(at, gang("g" + i));
    }
  }

  private Gang gang(String name) {
    String queue = new String[] {"default", "a", "b"}[random.nextInt(3)];
    PodTemplate template =
        PodTemplate.of(random.nextInt(1, 9) * 250 + "m", random.nextInt(1, 9) * 256 + "Mi")
            .running(Duration.ofMillis(random.nextLong(1000, 15_000)))
            .withGracePeriod(Duration.ofSeconds(random.nextInt(0, 5)))
            .replacedWhenLost();
    int size = random.nextInt(1, 20);
    return random.nextInt(3) == 0
        ? Gang.bag(name, queue, size, template)
        : Gang.of(name, queue, size, template);
  }

  private void trouble() {
    for (int second = 0; second < TROUBLED_SECONDS; second++) {
      switch (random.nextInt(20)) {
        case 0 -> story.cluster.outage(Duration.ofMillis(random.nextLong(100, 10_000)));
        case 1, 2 ->
            story
                .simulation
                .scheduler()
                .client()
                .breakWatch(ObjectKind.values()[random.nextInt(5)]);
        case 3 -> story.cluster.removeNode(String.format("node-%04d", random.nextInt(nodes)));
        case 4 -> story.cluster.addNode("late-" + second, "8", "32Gi");
        case 5 -> story.simulation.restartScheduler(Duration.ofMillis(random.nextLong(3000)));
        case 6 -> story.cluster.deleteGang("g" + random.nextInt(20));
        default -> {}
      }
      story.run(Duration.ofSeconds(1));
    }
  }

  private void rest() {
    story.simulation.scheduler().client().setFaults(FaultPlan.NONE);
    for (int i = 0; i < 3; i++) {
      story.cluster.addNode("spare-" + i, "8", "32Gi");
    }
    story.run(Duration.ofMinutes(6));
  }
}
