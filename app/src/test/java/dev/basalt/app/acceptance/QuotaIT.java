package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Native quotas, which the API server charges and the controller manager counts. */
class QuotaIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void aGroupWaitsForANativeQuotaWithTheNumbersAndIsLetInWhenPodsEnd() {
    scene.nodes(1, "8", "32Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    quota();
    scene.scheduler();
    scene.group("first", gang(queue, 3));
    awaitLetIn("first");
    scene.create(Workload.of("first", 3, "1", "1Gi").inGroup("first").lasting("15s"));
    Eventually.within(Scene.SOON).passes(() -> assertThat(bound("first")).isEqualTo(3));

    scene.group("second", gang(queue, 2));

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.waitsFor(scene.group("second")))
                .isEqualTo(
                    "WaitingForQuota: ResourceQuota "
                        + scene.namespace()
                        + "/compute has 3 cpu used and 0 cpu promised of 4 cpu, 2 cpu asked: short"
                        + " of 1 cpu"));
    assertThat(phase("second")).isEqualTo(PodGroupPhase.PENDING);
    awaitLetIn("second");
    scene.create(Workload.of("second", 2, "1", "1Gi").inGroup("second"));
    Eventually.within(Scene.SOON).passes(() -> assertThat(bound("second")).isEqualTo(2));
  }

  /** Four CPUs, once the controller manager has counted what is used. */
  private void quota() {
    scene
        .client()
        .resource(
            new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("compute")
                .withNamespace(scene.namespace())
                .endMetadata()
                .withNewSpec()
                .addToHard("requests.cpu", new Quantity("4"))
                .endSpec()
                .build())
        .create();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          ResourceQuota counted =
              scene
                  .client()
                  .resourceQuotas()
                  .inNamespace(scene.namespace())
                  .withName("compute")
                  .require();
          assertThat(counted.getStatus().getUsed()).containsKey("requests.cpu");
        });
  }

  private static PodGroupSpec gang(String queue, int pods) {
    return PodGroupSpec.ofGang(queue, pods)
        .withMinResources(Map.of("cpu", new Quantity(Integer.toString(pods))));
  }

  private void awaitLetIn(String group) {
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(phase(group)).isEqualTo(PodGroupPhase.INQUEUE));
  }

  private Object phase(String group) {
    var status = scene.group(group).getStatus();
    return status == null || status.phase() == null ? PodGroupPhase.PENDING : status.phase();
  }

  private long bound(String prefix) {
    return Observed.bound(scene.client(), scene.namespace(), prefix);
  }
}
