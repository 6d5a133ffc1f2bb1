package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.JobFlow;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.app.controllers.ControllersOptions;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.EndpointSettings;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a person applies with kubectl, applied as it is. */
class ExamplesIT {
  private static final Path EXAMPLES = Path.of(System.getProperty("basalt.root"), "examples");

  /** The pods of the examples run for some time. */
  private static final Duration FINISHED = Duration.ofMinutes(3);

  private static final String NAMESPACE = "default";

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private final List<HasMetadata> applied = new ArrayList<>();

  @AfterEach
  void delete() {
    applied.reversed().forEach(object -> scene.client().resource(object).delete());
    scene.client().pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
  }

  @Test
  void everythingInExamplesRuns() throws IOException {
    scene.nodes(4, "8", "32Gi");
    scene.scheduler();
    scene.closing(
        ControllersRole.process(
            ApiAccess.kubeconfig(scene.cluster().kubeconfig()),
            ControllersOptions.alone(),
            EndpointSettings.loopback()));
    for (Path file : manifests()) {
      try (var in = Files.newInputStream(file)) {
        for (HasMetadata object : scene.client().load(in).items()) {
          applied.add(scene.client().resource(object).fieldManager("kubectl").serverSideApply());
        }
      }
    }
    assertThat(applied)
        .extracting(HasMetadata::getKind)
        .containsOnly(
            "Queue", "PodGroup", "Job", "Deployment", "CronJob", "JobTemplate", "JobFlow");

    KubernetesClient client = scene.client();
    Eventually.within(FINISHED)
        .passes(() -> {
          assertThat(client.apps().deployments().inNamespace(NAMESPACE).list().getItems())
              .isNotEmpty()
              .allSatisfy(deployment ->
                  assertThat(deployment.getStatus().getAvailableReplicas())
                      .isEqualTo(deployment.getSpec().getReplicas()));
          assertThat(client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems())
              .hasSize(2)
              .allSatisfy(job ->
                  assertThat(job.getStatus().getSucceeded())
                      .as("succeeded pods of job %s", job.getMetadata().getName())
                      .isEqualTo(job.getSpec().getCompletions()));
          assertThat(client.resources(JobFlow.class).inNamespace(NAMESPACE).list().getItems())
              .isNotEmpty()
              .allSatisfy(flow ->
                  assertThat(flow.getStatus())
                      .extracting(status -> status.state())
                      .extracting(state -> state.phase())
                      .isEqualTo(JobFlowPhase.SUCCEED));
          assertThat(client.resources(Job.class).inNamespace(NAMESPACE).list().getItems())
              .isNotEmpty()
              .allSatisfy(job ->
                  assertThat(Objects.requireNonNull(job.getStatus().state()).phase())
                      .isEqualTo(JobPhase.COMPLETED));
        });
    assertThat(Observed.pods(client, NAMESPACE)).allMatch(Observed::bound);
    Observed.assertNoNodeOvercommitted(client);
  }

  private static List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
