package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.fault.FaultRule;
import dev.basalt.testkit.junit.ClusterExtension;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a cluster of its own: controllers take half a minute to come back from an outage. */
class OutageIT {
  private static final Duration OUTAGE = Duration.ofSeconds(30);
  private static final int GANGS = 10;
  private static final int GANG = 50;

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("outage").withoutControllers());

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  @Test
  void theApiServerIsAwayForThirtySecondsWhileGangsAreBound() throws InterruptedException {
    PodJournal journal = scene.journal();
    scene.nodes(10, "8", "16Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    for (int i = 0; i < GANGS; i++) {
      scene.group("gang-" + i, PodGroupSpec.ofGang(queue, GANG));
      scene.create(Workload.of("gang-" + i, GANG, "100m", "128Mi").inGroup("gang-" + i));
    }
    FaultProxy proxy = scene.proxy();
    FaultRule slow =
        proxy.always(
            ApiRequest.bindings(), Fault.delay(Duration.ofMillis(300), Duration.ofMillis(600)));
    scene.scheduler(proxy);
    journal.awaitBound(50, Scene.SOON);

    scene.cluster().stopApiServer();
    long boundBefore = journal.bound();
    Thread.sleep(OUTAGE);
    scene.cluster().startApiServer();
    slow.remove();

    assertThat(boundBefore).as("bound when it went away").isLessThan(GANGS * GANG);
    journal.awaitBound(GANGS * GANG, Duration.ofMinutes(2));
    journal.assertEachBoundOnce(GANGS * GANG);
    Observed.assertNoNodeOvercommitted(scene.client());
  }
}
