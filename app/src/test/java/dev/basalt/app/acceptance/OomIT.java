package dev.basalt.app.acceptance;

import static dev.basalt.api.batch.JobPhase.ABORTED;
import static dev.basalt.api.batch.JobPhase.COMPLETED;
import static dev.basalt.api.batch.JobPhase.FAILED;
import static dev.basalt.api.batch.JobPhase.PENDING;
import static dev.basalt.api.batch.JobPhase.RESTARTING;
import static dev.basalt.api.batch.JobPhase.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobState;
import dev.basalt.api.names.BasaltNames;
import dev.basalt.api.scheduling.QueueSpec;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods that need more memory than they ask for, on a real API server. */
class OomIT {
  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private JobScene jobs;

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    jobs = new JobScene(scene);
  }

  @Test
  void aPodThatIsKilledForWantOfMemoryGrowsUntilItFitsAndTheNextRunBeginsThere() throws Exception {
    RoleProcess<ControllersRole> controllers = jobs.controllers();
    String grows = "{oom: [--ratio=2, --max-memory=64Gi, --max-retries=5]}";
    jobs.submit(hungry("hungry", "", "default", grows));

    jobs.await("hungry", COMPLETED);
    assertThat(jobs.phases("hungry")).doesNotContain(FAILED, ABORTED, RESTARTING);
    assertThat(jobs.job("hungry").getStatus().retryCount()).isZero();
    assertThat(memory("hungry-small-0")).isEqualTo("64Mi");
    assertThat(memory("hungry-large-0")).isEqualTo("512Mi");
    String record = jobs.job("hungry").getMetadata().getAnnotations().get(BasaltNames.OOM_RECORD);
    assertThat(record)
        .isEqualTo(
            "{\"growths\":3,\"tasks\":{\"large\":{\"shards\":[{\"of\":\"0\",\"times\":3,"
                + "\"memory\":{\"main\":{\"request\":\"512Mi\",\"limit\":\"512Mi\"}}}]}}}");

    // The same template again, and in a queue that may not hold what the first run found out.
    String queue = scene.queue("narrow", capability("192Mi"));
    jobs.submit(hungry("again", "", "default", grows));
    jobs.submit(
        hungry(
            "greedy", ", annotations: {" + BasaltNames.OOM_SCALE_UP + ": --ratio=2}", queue, "{}"));
    jobs.await("again", COMPLETED);
    assertThat(jobs.phases("again")).containsExactly(PENDING, RUNNING, COMPLETED);
    assertThat(memory("again-large-0")).isEqualTo("512Mi");
    assertThat(jobs.job("again").getMetadata().getAnnotations().get(BasaltNames.OOM_RECORD))
        .contains("\"growths\":0");
    jobs.await("greedy", ABORTED);
    assertThat(memory("greedy-large-0")).isEqualTo("192Mi");
    JobState state = Objects.requireNonNull(jobs.job("greedy").getStatus().state());
    assertThat(state.reason()).isEqualTo("PodFailed");
    assertThat(state.message())
        .contains("pod greedy-large-0: container main was killed at 192Mi")
        .endsWith("queue " + queue + " may hold 192Mi");
    assertThat(new Endpoint(controllers.port()).get("/metrics").body())
        .contains("basalt_oom_growths_total 5.0")
        .contains("basalt_oom_refusals_total{reason=\"queue-capability\"} 1.0");
  }

  /** A job of a pod that is content with 64 MiB, and of one that is not. */
  private static String hungry(String name, String annotations, String queue, String plugins) {
    return """
    metadata: {name: %s%s}
    spec:
      queue: %s
      policies: [{event: PodFailed, action: AbortJob}]
      plugins: %s
      tasks:
      - {name: small, replicas: 1, template: %s}
      - {name: large, replicas: 1, template: %s}
    """
        .formatted(name, annotations, queue, plugins, JobScene.template("1s", 0), limited("300Mi"));
  }

  private static String limited(String peak) {
    return """
    {metadata: {annotations: {%s: 1s, %s: %s}}, spec: {restartPolicy: Never, \
    containers: [{name: main, image: none, \
    resources: {requests: {cpu: 500m, memory: 64Mi}, limits: {memory: 64Mi}}}]}}\
    """
        .formatted(BasaltNames.SIM_DURATION, BasaltNames.SIM_PEAK_MEMORY, peak);
  }

  private static QueueSpec capability(String memory) {
    return new QueueSpec(
        1,
        Map.of("memory", new Quantity(memory)),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private String memory(String pod) {
    Pod there = scene.client().pods().inNamespace(scene.namespace()).withName(pod).require();
    return String.valueOf(
        there.getSpec().getContainers().getFirst().getResources().getRequests().get("memory"));
  }
}
