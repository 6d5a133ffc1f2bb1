package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.role.RoleProcess;
import dev.basalt.app.scheduler.SchedulerRole;
import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationIT {
  private static final String KEY = "scheduler.conf";
  private static final String VALID = SchedulerConfiguration.STANDARD;

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"allocate, alocate", "binpack, binpak"})
  void anUnknownNameEndsTheStartWithTheNearestValidOne(String right, String wrong)
      throws IOException {
    Path file = Files.writeString(folder.resolve(KEY), VALID.replace(right, wrong));

    try (SchedulerSubprocess scheduler =
        SchedulerSubprocess.start(
            scene.cluster().kubeconfig(), "--scheduler-conf", file.toString())) {
      assertThat(scheduler.exitCode()).isEqualTo(1);
      assertThat(scheduler.log())
          .contains("basalt: --scheduler-conf " + file)
          .contains(wrong)
          .contains("did you mean \"" + right + "\"?")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void aBadFileLeavesTheFormerConfigurationInForceUntilItIsMended() throws IOException {
    Path file = Files.writeString(folder.resolve(KEY), VALID);
    RoleProcess<SchedulerRole> scheduler =
        scene.scheduler(Scene.options().withConfiguration(file.toString()));
    scene.nodes(1, "4", "8Gi");

    Files.writeString(file, VALID.replace("binpack", "binpak"));
    awaitReloadSuccess(scheduler, 0);
    assertBinds("during");

    Files.writeString(file, VALID.replace("enqueue, ", ""));
    awaitReloadSuccess(scheduler, 1);
    assertBinds("after");
  }

  @Test
  void aBadConfigMapLeavesTheFormerConfigurationInForceUntilItIsMended() {
    write(VALID);
    RoleProcess<SchedulerRole> scheduler =
        scene.scheduler(
            Scene.options().withConfiguration("configmap:" + scene.namespace() + "/basalt"));
    scene.nodes(1, "4", "8Gi");

    write(VALID.replace("allocate", "alocate"));
    awaitReloadSuccess(scheduler, 0);
    assertBinds("during");

    write(VALID.replace("enqueue, ", ""));
    awaitReloadSuccess(scheduler, 1);
    assertBinds("after");
  }

  private void write(String text) {
    ConfigMap map =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(scene.namespace())
            .withName("basalt")
            .endMetadata()
            .addToData(KEY, text)
            .build();
    scene.client().resource(map).fieldManager("test").serverSideApply();
  }

  private static void awaitReloadSuccess(RoleProcess<SchedulerRole> scheduler, int value) {
    Eventually.within(Scene.SOON)
        .passes(() ->
            assertThat(Endpoint.of(scheduler).get("/metrics").body().lines())
                .contains("basalt_config_last_reload_success " + value + ".0"));
  }

  private void assertBinds(String pod) {
    scene.create(Workload.of(pod, 1, "1", "1Gi"));
    Eventually.within(Scene.SOON)
        .passes(
            () -> assertThat(Observed.bound(scene.client(), scene.namespace(), pod)).isEqualTo(1));
  }
}
