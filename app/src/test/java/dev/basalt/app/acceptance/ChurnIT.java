package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.core.model.RejectionCause;
import dev.basalt.core.model.RejectionCounts;
import dev.basalt.core.model.RejectionReason;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.agent.NodeAgent;
import dev.basalt.testkit.agent.Rejection;
import dev.basalt.testkit.junit.ClusterExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes that are always full, of pods that live for seconds, under strict kubelets that let go of
 * room up to 0.9 s after a pod's end: the pods that follow must not come too early.
 */
class ChurnIT {
  private static final NodeShape FIVE_CPUS = NodeShape.of("5", "16Gi", 110);

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("churn").withoutFakeNodes());

  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private RejectionCounts blamed = RejectionCounts.NONE;

  @Test
  void noPodComesBeforeTheRoomOfTheOneBeforeIsFree() throws Exception {
    assertThat(rejections(10, Duration.ofSeconds(20), Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void withoutAReleaseDelayPodsAreRefused() throws Exception {
    List<Rejection> rejections = rejections(10, Duration.ofSeconds(10), Duration.ZERO);
    assertThat(rejections)
        .isNotEmpty()
        .allSatisfy(rejection -> assertThat(rejection.lingering()).isPositive());
    assertThat(blamed.counts())
        .isNotEmpty()
        .allMatch(count -> count.reason() == RejectionReason.OUT_OF_CPU)
        .allMatch(count -> count.cause() == RejectionCause.RELEASE_DELAY);
  }

  /** 250 pods at a time, about eighty a second. */
  @Tag("soak")
  @Test
  void tenMinutesOfEightyPodsASecondWithoutOneRefused() throws Exception {
    assertThat(rejections(50, Duration.ofMinutes(10), Duration.ofSeconds(1))).isEmpty();
  }

  private List<Rejection> rejections(int nodes, Duration duration, Duration releaseDelay)
      throws InterruptedException {
    NodeAgent agent = scene.agent(nodes, FIVE_CPUS, AgentSettings.standard(7));
    Churn churn = scene.closing(new Churn(scene.client(), scene.namespace(), 2 * nodes, 7));
    RoleProcess<SchedulerRole> scheduler =
        scene.scheduler(Scene.options().withReleaseDelay(releaseDelay));
    int ended = churn.run(duration);
    blamed = scheduler.role().summary().rejections();
    assertThat(ended).as("pods that ended").isGreaterThan(10 * nodes);
    return agent.rejections();
  }
}
