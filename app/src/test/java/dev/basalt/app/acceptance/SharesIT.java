package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharesIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  /** 42 CPUs: the exact shares are 31.5 and 10.5. */
  @Test
  void queuesOfWeightThreeAndOneHoldThreeQuartersAndOneWithinOnePod() {
    scene.nodes(6, "7", "32Gi");
    String heavy = scene.queue("heavy", QueueSpec.ofWeight(3));
    String light = scene.queue("light", QueueSpec.ofWeight(1));
    scene.create(Workload.of("light", 42, "1", "1Gi").inQueue(light));
    scene.create(Workload.of("heavy", 42, "1", "1Gi").inQueue(heavy));

    scene.scheduler();

    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(bound("heavy") + bound("light")).isEqualTo(42));
    assertThat(bound("heavy")).isBetween(31L, 32L);
    assertThat(bound("light")).isBetween(10L, 11L);
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(allocatedCpu(heavy)).isEqualTo(bound("heavy"));
          assertThat(allocatedCpu(light)).isEqualTo(bound("light"));
        });
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  private long bound(String prefix) {
    return Observed.bound(scene.client(), scene.namespace(), prefix);
  }

  private long allocatedCpu(String queue) {
    var status = scene.client().resources(Queue.class).withName(queue).require().getStatus();
    if (status == null || status.allocated() == null) {
      throw new AssertionError("queue " + queue + " has no status yet");
    }
    Quantity cpu = status.allocated().getOrDefault("cpu", new Quantity("0"));
    return cpu.getNumericalAmount().longValue();
  }
}
