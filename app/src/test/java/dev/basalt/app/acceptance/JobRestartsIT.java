package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.names.VolcanoNames;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.Eventually;
import dev.basalt.testkit.junit.ClusterExtension;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The controller dies after its first write, after its second, and so on until it lives to the end
 * of the job; each time another one takes over, and nobody who watches must be able to tell.
 */
@Tag("soak")
class JobRestartsIT {
  private static final int MOST_WRITES = 100;

  @RegisterExtension
  static final ClusterExtension CLUSTER = ClusterExtension.own(ClusterOptions.named("restarts"));

  @RegisterExtension final Scene scene = new Scene(CLUSTER);

  private JobScene jobs;

  @BeforeEach
  void start() {
    scene.nodes(2, "8", "32Gi");
    scene.scheduler();
    jobs = new JobScene(scene);
  }

  @Test
  void aJobThatFailsAndIsBegunAnew() throws InterruptedException {
    everyDeath(
        """
        metadata: {name: %%s}
        spec:
          maxRetry: 2
          plugins: {svc: [], env: []}
          policies: [{event: PodFailed, action: RestartJob}]
          tasks:
          - {name: main, replicas: 2, template: %s}
        """
            .formatted(JobScene.template("1s", 3)),
        "PENDING RUNNING RESTARTING PENDING RUNNING RESTARTING FAILED",
        2,
        2,
        4);
  }

  @Test
  void aJobOfWhichAPartFailsAndIsBegunAnew() throws InterruptedException {
    everyDeath(
        """
        metadata: {name: %%s}
        spec:
          maxRetry: 2
          policies: [{event: PodFailed, action: RestartTask}]
          tasks:
          - {name: keep, replicas: 1, template: %s}
          - {name: main, replicas: 1, template: %s}
        """
            .formatted(JobScene.template("600s", 0), JobScene.template("1s", 3)),
        "PENDING RUNNING RESTARTING PENDING RUNNING RESTARTING FAILED",
        2,
        1,
        3);
  }

  @Test
  void aJobOfTwoStages() throws InterruptedException {
    everyDeath(
        """
        metadata: {name: %%s}
        spec:
          plugins: {env: []}
          policies: [{event: PodEvicted, action: RestartJob}]
          tasks:
          - {name: first, replicas: 2, template: %s}
          - {name: then, replicas: 1, dependsOn: {name: [first]}, template: %s}
        """
            .formatted(JobScene.template("2s", 0), JobScene.template("1s", 0)),
        "PENDING RUNNING COMPLETED",
        0,
        0,
        3);
  }

  @Test
  void aJobThatIsCompletedByAPolicy() throws InterruptedException {
    everyDeath(
        """
        metadata: {name: %%s}
        spec:
          minAvailable: 1
          plugins: {svc: []}
          policies:
          - {event: TaskCompleted, action: CompleteJob}
          - {event: PodEvicted, action: AbortJob}
          tasks:
          - {name: short, replicas: 1, minAvailable: 1, template: %s}
          - {name: long, replicas: 2, minAvailable: 0, template: %s}
        """
            .formatted(JobScene.template("2s", 0), JobScene.template("600s", 0)),
        "PENDING RUNNING COMPLETING COMPLETED",
        0,
        1,
        3);
  }

  private void everyDeath(String yaml, String phases, int retries, int version, int pods)
      throws InterruptedException {
    List<JobPhase> expected = Arrays.stream(phases.split(" ")).map(JobPhase::valueOf).toList();
    Births births = scene.closing(new Births());
    int deaths = 0;
    for (int writes = 1; writes < MOST_WRITES; writes++) {
      String job = "dies-" + writes;
      boolean died = oneDeath(yaml.formatted(job), job, writes, expected.getLast());
      assertThat(jobs.phases(job)).as(job).isEqualTo(expected);
      Job seen = jobs.job(job);
      assertThat(seen.getStatus().retryCount()).as(job).isEqualTo(retries);
      assertThat(seen.getStatus().version()).as(job).isEqualTo(version);
      assertThat(births.of(job)).as(job).hasSize(pods);
      assertThat(births.doubled()).as(job).isEmpty();
      remove(seen);
      if (!died) {
        System.out.printf(
            Locale.ROOT, "%s: %d deaths, at each write%n", expected.getLast(), deaths);
        return;
      }
      deaths++;
    }
    throw new AssertionError("the job was not done after " + MOST_WRITES + " writes");
  }

  /** Returns whether the controller died before the end of the job. */
  private boolean oneDeath(String yaml, String job, int writes, JobPhase last)
      throws InterruptedException {
    boolean died;
    try (DoomedControllers doomed = new DoomedControllers(scene.cluster().kubeconfig(), writes)) {
      jobs.submit(yaml);
      Eventually.within(Scene.SOON)
          .becomes(
              "death or end of " + job, () -> doomed.dead() || settled(job, last), over -> over);
      died = doomed.dead();
    }
    try (DoomedControllers _ =
        new DoomedControllers(scene.cluster().kubeconfig(), Integer.MAX_VALUE)) {
      jobs.await(job, last);
      Eventually.within(Scene.SOON).becomes("end of " + job, () -> settled(job, last), end -> end);
    }
    return died;
  }

  /** At its last phase, and all is cleared away. */
  private boolean settled(String job, JobPhase last) {
    List<JobPhase> seen = jobs.phases(job);
    return !seen.isEmpty() && seen.getLast() == last && jobs.groups().isEmpty();
  }

  private void remove(Job job) {
    jobs.deleteAll();
    scene.client().pods().inNamespace(scene.namespace()).withGracePeriod(0).delete();
    Eventually.within(Scene.SOON)
        .passes(() -> {
          assertThat(jobs.pods()).isEmpty();
          assertThat(jobs.exists(job.getMetadata().getName())).isFalse();
        });
  }

  /** Counts the pods that were made, by job, name and how often the job was begun anew. */
  private final class Births implements AutoCloseable {
    private final Map<String, Set<String>> uids = new ConcurrentHashMap<>();
    private final PodWatch watch =
        new PodWatch(scene.client(), scene.namespace(), this::note, this::note);

    List<String> of(String job) {
      return uids.keySet().stream().filter(name -> name.startsWith(job + "-")).toList();
    }

    List<String> doubled() {
      return uids.entrySet().stream()
          .filter(entry -> entry.getValue().size() > 1)
          .map(Map.Entry::getKey)
          .toList();
    }

    private void note(Pod pod) {
      uids.computeIfAbsent(
              pod.getMetadata().getName()
                  + " r"
                  + pod.getMetadata().getAnnotations().get(VolcanoNames.JOB_RETRY_COUNT),
              first -> ConcurrentHashMap.newKeySet())
          .add(pod.getMetadata().getUid());
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
