package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.engine.EngineSettings;
import dev.basalt.core.model.RejectionCause;
import dev.basalt.core.model.RejectionCounts;
import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Fifty nodes that are never less than 98 % full, of pods that run for 1 to 5 seconds, some sixty a
 * second, under strict kubelets that let go of room by a long-tailed delay of their own.
 */
class ShortPodsTest {
  private static final int NODES = 50;
  private static final int CPUS = 5 * NODES;
  private static final int BACKLOG = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  @Test
  void tenMinutesWithoutOnePodTurnedAway() {
    assertNoneTurnedAway(Duration.ofMinutes(10));
  }

  @Tag("soak")
  @Test
  void anHourWithoutOnePodTurnedAway() {
    assertNoneTurnedAway(Duration.ofHours(1));
  }

  /** The same nodes, and room that counts as free as soon as a pod has ended. */
  @Test
  void withoutAReleaseDelayPodsAreTurnedAwayForThatReason() {
    Story story = story(Duration.ZERO);
    keepFull(story, Duration.ofMinutes(1));

    RejectionCounts rejections = story.simulation.scheduler().summary().rejections();
    assertThat(rejections.counts())
        .isNotEmpty()
        .allMatch(count -> count.cause() == RejectionCause.RELEASE_DELAY);
    assertThat(rejections.outOfResource())
        .isEqualTo(story.simulation.invariants().rejections().size());
    assertThat(story.simulation.invariants().nodeOvercommits()).isEmpty();
  }

  private static void assertNoneTurnedAway(Duration length) {
    Story story = story(EngineSettings.standard().releaseDelay());
    double leastHeld = keepFull(story, length);

    assertThat(leastHeld).as("CPUs held, of %d", CPUS).isGreaterThanOrEqualTo(0.98 * CPUS);
    assertThat(story.simulation.statistics().succeeded())
        .isGreaterThan((int) (50 * length.toSeconds()));
    assertThat(story.simulation.invariants().rejections()).isEmpty();
    assertThat(story.simulation.scheduler().summary().rejections()).isEqualTo(RejectionCounts.NONE);
    story.assertInvariants();
  }

  private static Story story(Duration heldBack) {
    Story story =
        new Story(
            ClusterSettings.standard(7),
            SchedulerSetup.standard().with(EngineSettings.standard().withReleaseDelay(heldBack)));
    story.cluster.addNodes(NODES, "5", "32Gi");
    return story;
  }

  /** Keeps pods waiting all the time; returns the fewest CPUs that were ever held after a while. */
  private static double keepFull(Story story, Duration length) {
    SplittableRandom random = new SplittableRandom(11);
    double leastHeld = Double.MAX_VALUE;
    int submitted = 0;
    for (int second = 0; second < length.toSeconds(); second++) {
      int waiting = story.simulation.scheduler().summary().pods().pending();
      for (; waiting < BACKLOG; waiting++) {
        PodTemplate pod =
            PodTemplate.of("1", "512Mi").running(Duration.ofMillis(random.nextLong(1000, 5000)));
        story.cluster.createBarePod("pod-" + submitted++, pod);
      }
      story.run(Duration.ofSeconds(1));
      if (second > WARM_UP.toSeconds()) {
        leastHeld = Math.min(leastHeld, held(story));
      }
    }
    return leastHeld;
  }

  /** CPUs that the scheduler counts as taken: by pods, and by pods that have just ended. */
  private static double held(Story story) {
    return story.simulation.scheduler().summary().used().get("cpu") / 1000.0;
  }
}
