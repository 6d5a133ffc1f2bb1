package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.engine.EngineSettings;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.KubeletSettings;
import dev.basalt.sim.cluster.Rejection;
import dev.basalt.sim.time.Latency;
import dev.basalt.sim.time.Seed;
import dev.basalt.sim.workload.Arrivals;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Short pods at 98 % and more of the room, on nodes that release room late. */
class ChurnStoriesTest {
  private static final Duration DAWDLE = Duration.ofMillis(900);
  private static final Duration LONG_DAWDLE = Duration.ofSeconds(6);
  private static final double FULL_CPUS = 0.98 * 80;

  /**
   * A run.
   *
   * @param leastHeld the fewest CPUs, of 80, that the scheduler ever counted as taken
   */
  private record Churn(Story story, double leastHeld) {}

  @Test
  void noPodIsTurnedAwayWhileRoomIsHeldBackForLongEnough() {
    Churn churn = churn(DAWDLE, Duration.ofSeconds(1));
    Story story = churn.story();

    assertThat(churn.leastHeld()).isGreaterThanOrEqualTo(FULL_CPUS);
    assertThat(story.simulation.statistics().succeeded()).isGreaterThan(700);
    assertThat(story.simulation.invariants().rejections()).isEmpty();
    story.assertInvariants();
  }

  @Test
  void podsAreTurnedAwayWhenRoomCountsAsFreeAtOnce() {
    Story story = churn(DAWDLE, Duration.ZERO).story();

    assertThat(story.simulation.invariants().rejections()).isNotEmpty();
    assertThat(story.simulation.invariants().nodeOvercommits()).isEmpty();
    assertThat(
            story.simulation.runUntil(
                () ->
                    story.simulation.scheduler().summary().rejections().outOfResource()
                        == story.simulation.invariants().rejections().size(),
                Duration.ofSeconds(5)))
        .as("the scheduler sees each of them, a moment later")
        .isTrue();
  }

  @Test
  void rejectionsComeOnlyFromNodesThatKeepRoomForLongerThanIsHeldBack() {
    Story story = churn(LONG_DAWDLE, Duration.ofSeconds(1)).story();

    List<Rejection> rejections = story.simulation.invariants().rejections();
    assertThat(rejections)
        .isNotEmpty()
        .allMatch(rejection -> rejection.longestLingerNanos() >= Duration.ofSeconds(1).toNanos());
    assertThat(story.simulation.invariants().nodeOvercommits()).isEmpty();
  }

  private static Churn churn(Duration longestRelease, Duration heldBack) {
    KubeletSettings kubelet =
        KubeletSettings.standard()
            .withReleaseDelay(Latency.longTailed(Duration.ofMillis(150), longestRelease));
    Story story =
        new Story(
            ClusterSettings.standard(7).with(kubelet),
            SchedulerSetup.standard().with(EngineSettings.standard().withReleaseDelay(heldBack)));
    story.cluster.addNodes(10, "8", "32Gi");
    SplittableRandom random = new SplittableRandom(11);
    List<Duration> arrivals = Arrivals.poisson(new Seed(13), 20, 1400);
    for (int i = 0; i < arrivals.size(); i++) {
      PodTemplate pod =
          PodTemplate.of(random.nextInt(1, 5) * 500 + "m", "512Mi")
              .running(Duration.ofMillis(random.nextLong(500, 6000)));
      story.cluster.submitAfter(arrivals.get(i), Gang.bag("job-" + i, "default", 1, pod));
    }
    story.run(Duration.ofSeconds(15));
    double leastHeld = Double.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      story.run(Duration.ofSeconds(1));
      leastHeld = Math.min(leastHeld, held(story));
    }
    return new Churn(story, leastHeld);
  }

  /** CPUs that the scheduler counts as taken: by pods, and by pods that have just ended. */
  private static double held(Story story) {
    return story.simulation.scheduler().summary().used().get("cpu") / 1000.0;
  }
}
