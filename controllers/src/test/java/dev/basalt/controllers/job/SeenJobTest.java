package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobSpec;
import dev.basalt.cluster.http.Json;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeenJobTest {
  private static final String GOOD =
      """
      queue: research
      ttlSecondsAfterFinished: 60
      plugins: {svc: []}
      volumes: [{mountPath: /data, volumeClaim: {accessModes: [ReadWriteOnce]}}]
      policies: [{event: PodFailed, action: RestartJob}]
      tasks:
      - name: main
        replicas: 3
        template: {spec: {containers: [{name: a, image: b}]}}
      """;

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {spec: {containers: none}}                      | spec.tasks[0].template.spec.containers cannot be "none"
          {spec: {containers: [{name: {a: b}}]}}          | spec.tasks[0].template.spec.containers[0].name cannot be {"a":"b"}
          {spec: {terminationGracePeriodSeconds: soon}}   | spec.tasks[0].template.spec.terminationGracePeriodSeconds cannot be "soon"
          {metadata: {labels: [a, b]}}                    | spec.tasks[0].template.metadata.labels cannot be ["a","b"]
          [1, 2]                                          | spec.tasks[0].template cannot be [1,2]
          """)
  void whatCannotBeReadIsNamedAndTheRestIsRead(String template, String problem) {
    SeenJob seen =
        seen(
            "minAvailable: 2\ntasks: [{name: main, replicas: 5, template: %s}]".formatted(template),
            "");

    assertThat(seen.problem()).startsWith(problem).contains("kubectl explain");
    assertThat(spec(seen).minAvailable()).isEqualTo(2);
    assertThat(spec(seen).tasks())
        .singleElement()
        .satisfies(task -> assertThat(task.replicas()).isEqualTo(5));
  }

  @Test
  void anAmountThatIsNoneIsNamed() {
    SeenJob seen =
        seen(
            """
            tasks:
            - name: main
              template: {spec: {containers: [{name: a, resources: {requests: {cpu: 2 cores}}}]}}
            """,
            "");

    assertThat(seen.problem())
        .startsWith("spec.tasks[0].template.spec.containers[0].resources.requests.cpu cannot be")
        .contains("2 cores");
  }

  @Test
  void aClaimThatCannotBeReadIsNamed() {
    SeenJob seen =
        seen("tasks: []\nvolumes: [{mountPath: /data, volumeClaim: {resources: many}}]", "");

    assertThat(seen.problem()).startsWith("spec.volumes[0].volumeClaim.resources cannot be");
    assertThat(spec(seen).volumes()).hasSize(1);
  }

  @Test
  void twoTasksOfOneNameAreNoJob() {
    assertThat(seen("tasks: [{name: a, replicas: 1}, {name: a, replicas: 1}]", "").problem())
        .startsWith("duplicated task name a");
  }

  @Test
  void aJobWithoutSpecIsNoJob() {
    assertThat(
            SeenJob.read(
                    Json.parse("{\"metadata\":{\"name\":\"x\"}}".getBytes(StandardCharsets.UTF_8)),
                    serialization)
                .problem())
        .startsWith("spec is missing");
  }

  @Test
  void aGoodJobIsReadWhole() {
    SeenJob seen = seen(GOOD, "");

    assertThat(seen.problem()).isNull();
    Job job = Jobs.of(GOOD);
    assertThat(seen.job().getSpec()).isEqualTo(job.getSpec());
  }

  /** There may be very many that have ended, and each holds a template. */
  @Test
  void ofAnEndedJobOnlyWhatIsStillNeededIsKept() {
    JobSpec kept = spec(seen(GOOD, "status: {state: {phase: Completed}}"));

    assertThat(kept.tasks())
        .singleElement()
        .satisfies(task -> {
          assertThat(task.template()).isNull();
          assertThat(task.replicas()).isEqualTo(3);
        });
    assertThat(kept.volumes()).isNull();
    assertThat(kept.policies()).isNull();
    assertThat(kept.ttlSecondsAfterFinished()).isEqualTo(60);
    // Until they are cleared away, plugins need the templates.
    assertThat(
            spec(seen(
                    GOOD,
                    "status: {state: {phase: Failed}, controlledResources: {plugin-svc: svc}}"))
                .tasks())
        .allSatisfy(task -> assertThat(task.template()).isNotNull());
    assertThat(spec(seen(GOOD, "status: {state: {phase: Aborted}}")).policies()).isNotNull();
  }

  @Test
  void theCopyThatKubectlKeepsIsNotKept() {
    SeenJob seen = seen(GOOD, "");

    assertThat(seen.job().getMetadata().getAnnotations()).containsOnlyKeys("own");
  }

  private SeenJob seen(String spec, String status) {
    WrittenJob written =
        Serialization.unmarshal(
            """
            apiVersion: batch.volcano.sh/v1alpha1
            kind: Job
            metadata:
              name: sweep
              namespace: team
              annotations: {own: x, kubectl.kubernetes.io/last-applied-configuration: "{}"}
            """
                + "spec:\n"
                + spec.indent(2)
                + status,
            WrittenJob.class);
    return SeenJob.read(written, serialization);
  }

  private static JobSpec spec(SeenJob seen) {
    return java.util.Objects.requireNonNull(seen.job().getSpec());
  }
}
