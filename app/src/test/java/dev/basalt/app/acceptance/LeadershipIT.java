package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.scheduling.PodGroupSpec;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.CommandFailure;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerOptions;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.fault.ApiRequest;
import dev.basalt.testkit.fault.Fault;
import dev.basalt.testkit.fault.FaultProxy;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeadershipIT {
  private static final int GANG = 200;

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void aStandbyTakesOverFromALeaderThatEndsCleanly() {
    PodJournal journal = scene.journal();
    scene.nodes(10, "8", "16Gi");
    RoleProcess<SchedulerRole> first = scene.scheduler(electing());
    awaitLeading(first);
    String held = holder().orElseThrow();
    RoleProcess<SchedulerRole> second = scene.scheduler(electing());
    gang("one");
    journal.awaitBound(GANG, Scene.SOON);
    assertThat(second.role().summary().leading()).isFalse();

    first.close();

    assertThat(holder()).isNotEqualTo(Optional.of(held));
    awaitLeading(second);
    gang("two");
    journal.awaitBound(2 * GANG, Scene.SOON);
    journal.assertEachBoundOnce(2 * GANG);
    assertThat(holder()).isPresent();
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  /** It is killed while its bindings are under way; they may arrive after its death. */
  @Test
  void aStandbyTakesOverFromALeaderThatIsKilledAndBindsNothingTwice() {
    PodJournal journal = scene.journal();
    scene.nodes(10, "8", "16Gi");
    FaultProxy proxy = scene.proxy();
    proxy.always(ApiRequest.bindings(), Fault.delay(Duration.ofMillis(300), Duration.ofSeconds(1)));
    SchedulerSubprocess leader =
        scene.closing(
            SchedulerSubprocess.start(
                scene.kubeconfig(proxy), "--lease-namespace", scene.namespace()));
    Eventually.within(Scene.SOON).becomes("the holder", this::holder, Optional::isPresent);
    RoleProcess<SchedulerRole> standby = scene.scheduler(electing());
    gang("one");
    gang("two");
    journal.awaitBound(20, Scene.SOON);

    leader.kill();

    assertThat(journal.bound()).as("bound when it was killed").isLessThan(2 * GANG);
    awaitLeading(standby);
    journal.awaitBound(2 * GANG, Scene.SOON);
    journal.assertEachBoundOnce(2 * GANG);
    Observed.assertNoNodeOvercommitted(scene.client());
  }

  @Test
  void sigtermAnswersEveryBindingAndReleasesTheLease() {
    PodJournal journal = scene.journal();
    scene.nodes(10, "8", "16Gi");
    FaultProxy proxy = scene.proxy();
    proxy.always(
        ApiRequest.bindings(), Fault.delay(Duration.ofMillis(200), Duration.ofMillis(400)));
    SchedulerSubprocess leader =
        scene.closing(
            SchedulerSubprocess.start(
                scene.kubeconfig(proxy), "--lease-namespace", scene.namespace()));
    gang("one");
    journal.awaitBound(20, Scene.SOON);

    leader.terminate();

    assertThat(leader.exitCode()).isEqualTo(128 + 15);
    assertThat(leader.log()).contains("stopped all_bindings_answered=true");
    assertThat(holder()).isEmpty();
    journal.awaitBound(GANG, Scene.SOON);
    journal.assertEachBoundOnce(GANG);
  }

  @Test
  void theNamespaceOfTheLeaseIsMadeWhereItIsMissing() {
    String missing = scene.namespace() + "-lease";
    RoleProcess<SchedulerRole> scheduler = scene.scheduler(Scene.options().withLeaseIn(missing));

    awaitLeading(scheduler);

    scene.client().namespaces().withName(missing).delete();
  }

  @Test
  void aNamespaceThatMayNotBeMadeEndsTheStartWithTheRemedy() {
    FaultProxy proxy = scene.proxy();
    proxy.always(
        ApiRequest.matching("POST", "/api/v1/namespaces"),
        new Fault.Answer(403, "Forbidden", Optional.empty()));
    Path kubeconfig = scene.kubeconfig(proxy);
    SchedulerOptions options = Scene.options().withLeaseIn("nowhere");

    assertThatThrownBy(() -> scene.scheduler(kubeconfig, options))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("namespace nowhere")
        .hasMessageContaining("kubectl create namespace nowhere")
        .hasMessageContaining("--lease-namespace");
  }

  private SchedulerOptions electing() {
    return Scene.options().withLeaseIn(scene.namespace());
  }

  private void gang(String name) {
    String queue = scene.queue(name, QueueSpec.ofWeight(1));
    scene.group(name, PodGroupSpec.ofGang(queue, GANG));
    scene.create(Workload.of(name, GANG, "100m", "128Mi").inGroup(name));
  }

  private static void awaitLeading(RoleProcess<SchedulerRole> scheduler) {
    Eventually.within(Scene.SOON)
        .becomes("leadership", () -> scheduler.role().summary().leading(), leading -> leading);
  }

  private Optional<String> holder() {
    List<Lease> leases = scene.client().leases().inNamespace(scene.namespace()).list().getItems();
    return leases.stream()
        .map(lease -> lease.getSpec().getHolderIdentity())
        .filter(holder -> holder != null && !holder.isEmpty())
        .findFirst();
  }
}
