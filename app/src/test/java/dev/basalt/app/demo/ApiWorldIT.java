package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.crd.CustomResourceDefinitions;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.crds.CrdsCommand;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.junit.ClusterExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The demo on a cluster that is somebody's own: what it makes there, and that it leaves nothing.
 */
final class ApiWorldIT {
  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("demo-own"));

  private final ClusterLedger ledger = new ClusterLedger(Clock.system());

  @Test
  void runsOnAnOwnClusterAndLeavesNothingThere() throws InterruptedException {
    ApiAccess access = ApiAccess.kubeconfig(CLUSTER.cluster().kubeconfig());
    try (DemoWorld world = ApiWorld.own(access, false, ledger)) {
      assertThatThrownBy(world::open)
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("./basalt crds --apply");
    }
    CustomResourceDefinitions.all()
        .forEach(manifest -> CrdsCommand.apply(CLUSTER.client(), manifest));
    CLUSTER.cluster().addNodes(10, NodeShape.of("8", "32Gi", 110));
    awaitNoNamespace();

    DemoRun.Outcome outcome;
    try (DemoWorld world = ApiWorld.own(access, false, ledger)) {
      world.open();
      assertThat(queues()).contains("default", "basalt-demo-research");
      outcome =
          new DemoRun(
                  world, ledger, Clock.system(), 5, Duration.ofSeconds(6), Duration.ofMinutes(3))
              .run(new PlainDisplay(System.out));
      assertSecondDemoIsRefused(access);
    }

    Snapshot last = outcome.last();
    assertThat(last.broken()).isEqualTo(new Snapshot.Broken(0, 0, 0, List.of()));
    assertThat(last.created()).isPositive();
    assertThat(last.pods().succeeded()).isEqualTo(last.created()).isEqualTo(last.bound());
    assertThat(last.gangsWaiting()).isEmpty();
    assertThat(queues()).isEmpty();
    awaitNoNamespace();
  }

  private static void assertSecondDemoIsRefused(ApiAccess access) {
    try (DemoWorld second = ApiWorld.own(access, false, new ClusterLedger(Clock.system()))) {
      assertThatThrownBy(second::open)
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("kubectl delete namespaces basalt-demo");
    }
    assertThat(queues()).contains("basalt-demo-research");
  }

  private static List<String> queues() {
    return CLUSTER.client().resources(Queue.class).list().getItems().stream()
        .map(queue -> queue.getMetadata().getName())
        .toList();
  }

  private static void awaitNoNamespace() {
    Eventually.within(Duration.ofMinutes(2))
        .passes(() ->
            assertThat(CLUSTER.client().namespaces().withName(ApiObjects.NAMESPACE).get())
                .isNull());
  }
}
