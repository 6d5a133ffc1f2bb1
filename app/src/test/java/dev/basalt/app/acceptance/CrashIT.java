package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CrashIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  /** Half of the gang is bound when the scheduler dies; then the room for the rest goes. */
  @Test
  void aGangLeftPartBoundThatCannotBeCompletedIsEvictedWholeAfterTheTimeOut() {
    PodJournal journal = scene.journal();
    List<String> nodes = scene.nodes(2, "4", "8Gi");
    String queue = scene.queue("q", QueueSpec.ofWeight(1));
    FaultProxy proxy = scene.proxy();
    proxy.always(
        ApiRequest.bindings().and(request -> request.path().matches(".*/gang-[0-3]/binding")),
        Fault.drop());
    SchedulerSubprocess first =
        scene.closing(
            SchedulerSubprocess.start(scene.kubeconfig(proxy), "--leader-elect", "false"));
    scene.group("gang", PodGroupSpec.ofGang(queue, 8));
    scene.create(Workload.of("gang", 8, "1", "1Gi").inGroup("gang"));
    journal.awaitBound(4, Scene.SOON);

    first.kill();
    String free =
        nodes.stream()
            .filter(node ->
                Observed.pods(scene.client(), scene.namespace()).stream()
                        .filter(pod -> node.equals(pod.getSpec().getNodeName()))
                        .count()
                    < 4)
            .findFirst()
            .orElseThrow();
    scene
        .client()
        .nodes()
        .withName(free)
        .edit(node -> node.edit().editOrNewSpec().withUnschedulable(true).endSpec().build());
    scene.scheduler(Scene.options().withGangCompletionTimeout(Duration.ofSeconds(3)));

    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.pods(scene.client(), scene.namespace()))
                .hasSize(4)
                .noneMatch(Observed::bound));
    assertThat(journal.bound()).isEqualTo(4);
    assertThat(journal.gone()).isEqualTo(4);
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Observed.waitsFor(scene.group("gang"))).startsWith("NotEnoughTasks: "));
  }
}
