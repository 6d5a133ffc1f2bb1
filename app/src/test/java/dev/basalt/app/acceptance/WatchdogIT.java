package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.FAILED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.role.EndpointSettings;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.watchdog.WatchdogOptions;
import dev.basalt.app.watchdog.WatchdogRole;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.core.event.UserSource;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import dev.basalt.watchdog.capability.CapabilityOptions;
import dev.basalt.watchdog.notify.Address;
import dev.basalt.watchdog.notify.ReceiverSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Jobs that fail on a real API server, and who is told of it. */
class WatchdogIT {
  private static final Duration PROMISED = Duration.ofSeconds(15);

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @Test
  void aFailingJobIsToldOnceByTwoWatchdogsAndResolvedOnceItIsGone() throws Exception {
    FakeAlertmanager told = scene.closing(new FakeAlertmanager());
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    JobScene jobs = new JobScene(scene);
    jobs.controllers();
    jobs.submit(failing("old"));
    jobs.await("old", FAILED);

    RoleProcess<WatchdogRole> first = watchdog(told);
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(told.alertmanager("")).as("it is at work").isNotEmpty());
    RoleProcess<WatchdogRole> second = watchdog(told);
    jobs.submit(failing("broken"));
    jobs.await("broken", FAILED);
    Eventually.within(PROMISED).passes(() -> assertThat(told.alertmanager("broken")).isNotEmpty());
    assertThat(told.alertmanager("broken").getFirst().labels().toString())
        .contains("\"alertname\":\"BasaltJobFailed\"")
        .contains("\"namespace\":\"" + scene.namespace() + "\"")
        .contains("\"queue\":\"default\"")
        .contains("\"reason\":\"Error\"");
    Eventually.within(Scene.SOON)
        .passes(() -> assertThat(told.webhook("broken")).containsExactly("firing"));
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(new Endpoint(first.port()).get("/metrics").body())
                .contains("basalt_watchdog_alerts{alert=\"BasaltJobFailed\"} 1.0")
                .contains("basalt_watchdog_rules_last_reload_success 1.0")
                .containsPattern("basalt_watchdog_heartbeat_timestamp_seconds [1-9]")
                .contains(
                    "basalt_watchdog_notifications_total{receiver=\"webhook\",result=\"ok\"} 1.0"));
    assertThat(new Endpoint(second.port()).get("/readyz").statusCode()).isEqualTo(200);

    int before = told.alertmanager("broken").size();
    first.close();
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(told.alertmanager("broken").size())
                .as("the other one goes on")
                .isGreaterThan(before));
    scene.client().resource(jobs.job("broken")).delete();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(told.alertmanager("broken").getLast().status()).isEqualTo("resolved");
          assertThat(told.webhook("broken")).containsExactly("firing", "resolved");
        });
    assertThat(told.alertmanager("old")).isEmpty();
    assertThat(told.webhook("old")).isEmpty();
    assertThat(told.alertmanager("broken").stream().map(FakeAlertmanager.Word::starts).distinct())
        .as("the same alert to the end")
        .hasSize(1);
    scene.client().resource(jobs.job("old")).delete();
  }

  private RoleProcess<WatchdogRole> watchdog(FakeAlertmanager told) {
    List<ReceiverSpec> receivers =
        List.of(
            ReceiverSpec.of(
                "alertmanager", ReceiverSpec.Type.ALERTMANAGER, Address.of(told.url(), Map.of())),
            ReceiverSpec.of(
                "webhook", ReceiverSpec.Type.WEBHOOK, Address.of(told.url() + "/hook", Map.of())));
    return scene.closing(
        WatchdogRole.process(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            new WatchdogOptions(
                true,
                scene.namespace(),
                scene.namespace(),
                null,
                null,
                receivers,
                Set.of("basalt"),
                UserSource.USER_ANNOTATION,
                CapabilityOptions.standard()),
            EndpointSettings.loopback()));
  }

  private static String failing(String name) {
    return """
    metadata: {name: %s}
    spec:
      tasks:
      - {name: main, replicas: 1, template: %s}
    """
        .formatted(name, JobScene.template("1s", 3));
  }
}
