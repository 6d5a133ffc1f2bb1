package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What a Deployment with {@code maxUnavailable: 0} does on an upgrade: a new process is there
 * before an old one ends, one after the other, while jobs stream in.
 */
@Tag("soak")
class RollingUpgradeIT {
  private static final int GANG = 5;
  private static final Duration BETWEEN_JOBS = Duration.ofMillis(300);
  private static final Duration BETWEEN_STEPS = Duration.ofSeconds(4);

  @RegisterExtension static final ClusterExtension CLUSTER = ClusterExtension.shared();
  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private final AtomicBoolean streaming = new AtomicBoolean(true);
  private final AtomicInteger submitted = new AtomicInteger();

  @Test
  void noPodIsLostDoubledOrBoundTwice() throws Exception {
    PodJournal journal = scene.journal();
    JobScene jobs = new JobScene(scene);
    scene.nodes(10, "16", "64Gi");
    Deque<SchedulerSubprocess> schedulers = twoOf("scheduler");
    Deque<SchedulerSubprocess> controllers = twoOf("controllers");
    Thread stream = Thread.ofPlatform().name("jobs").start(() -> stream(jobs));
    journal.awaitBound(3 * GANG, Scene.SOON);

    replaceBoth("controllers", controllers, journal);
    replaceBoth("scheduler", schedulers, journal);
    streaming.set(false);
    stream.join();

    int count = submitted.get();
    Eventually.within(Duration.ofMinutes(2))
        .passes(() ->
            assertThat(
                    scene
                        .client()
                        .resources(Job.class)
                        .inNamespace(scene.namespace())
                        .list()
                        .getItems())
                .hasSize(count)
                .allSatisfy(job ->
                    assertThat(
                            Objects.requireNonNull(Objects.requireNonNull(job.getStatus()).state())
                                .phase())
                        .as(job.getMetadata().getName())
                        .isEqualTo(JobPhase.COMPLETED)));
    journal.assertEachBoundOnce(count * GANG);
    assertThat(Observed.pods(scene.client(), scene.namespace()))
        .extracting((Pod pod) -> pod.getMetadata().getName())
        .doesNotHaveDuplicates()
        .hasSize(count * GANG);
    Observed.assertNoNodeOvercommitted(scene.client());
    jobs.deleteAll();
  }

  private void replaceBoth(String role, Deque<SchedulerSubprocess> running, PodJournal journal)
      throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      long before = journal.bound();
      running.add(started(role));
      SchedulerSubprocess old = running.remove();
      old.terminate();
      assertThat(old.exitCode()).isEqualTo(128 + 15);
      Thread.sleep(BETWEEN_STEPS);
      journal.awaitBound(Math.toIntExact(before) + 2 * GANG, Scene.SOON);
    }
  }

  private void stream(JobScene jobs) {
    while (streaming.get()) {
      jobs.submit(
          """
          metadata: {name: job-%d}
          spec:
            schedulerName: basalt
            minAvailable: %d
            tasks: [{name: main, replicas: %d, template: %s}]
          """
              .formatted(
                  submitted.getAndIncrement(), GANG, GANG, JobScene.template("2s", 0).strip()));
      try {
        Thread.sleep(BETWEEN_JOBS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private Deque<SchedulerSubprocess> twoOf(String role) throws IOException {
    return new ArrayDeque<>(List.of(started(role), started(role)));
  }

  /** One that watches already; which of them leads is their own affair. */
  private SchedulerSubprocess started(String role) throws IOException {
    int port = ChartRole.freePort();
    SchedulerSubprocess process =
        scene.closing(
            SchedulerSubprocess.startCommand(
                role,
                scene.cluster().kubeconfig(),
                "--lease-namespace",
                scene.namespace(),
                "--metrics-port",
                Integer.toString(port)));
    Eventually.within(Duration.ofMinutes(3))
        .passes(() ->
            assertThat(new Endpoint(port).get("/readyz").body())
                .as(process.log())
                .isEqualTo("ok\n"));
    return process;
  }
}
