package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.cluster.http.Json;
import dev.basalt.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** One job of one task with very many pods, sharded by their numbers. */
final class LargeJob {
  /** What an object may have: watches carry each whole, and etcd takes 1.5 MiB at most. */
  private static final int MOST_BYTES = 256 * 1024;

  private static final String NAME = "sharded";
  private static final List<String> COLLECTIONS =
      List.of(
          "/apis/batch.volcano.sh/v1alpha1/namespaces/%s/jobs",
          "/apis/scheduling.volcano.sh/v1beta1/namespaces/%s/podgroups",
          "/api/v1/namespaces/%s/configmaps",
          "/api/v1/namespaces/%s/services",
          "/apis/networking.k8s.io/v1/namespaces/%s/networkpolicies",
          "/apis/events.k8s.io/v1/namespaces/%s/events?limit=100",
          "/api/v1/namespaces/%s/pods?limit=5");

  private final Scene scene;
  private final JobScene jobs;
  private int largest;

  LargeJob(Scene scene, JobScene jobs) {
    this.scene = scene;
    this.jobs = jobs;
  }

  /**
   * Hands it in.
   *
   * @param plugins in YAML
   */
  void submit(int replicas, String plugins) {
    jobs.submit(
        """
        metadata: {name: %s}
        spec:
          minAvailable: 1
          plugins: %s
          tasks:
          - {name: main, replicas: %d, minAvailable: 1, template: %s}
        """
            .formatted(NAME, plugins, replicas, JobScene.template("1s", 0).replace("500m", "10m")));
  }

  /**
   * Waits until all pods are done.
   *
   * @param watched called now and then
   * @param scheduler what it says of itself, for the message if they are not done in time
   */
  void awaitDone(int replicas, Duration patience, Runnable watched, Supplier<String> scheduler) {
    Eventually.within(patience)
        .passes(() -> {
          watched.run();
          measure();
          assertThat(jobs.phases(NAME))
              .as(() -> jobs.job(NAME).getStatus() + "; scheduler: " + scheduler.get())
              .endsWith(JobPhase.COMPLETED);
        });
    assertThat(jobs.job(NAME).getStatus().succeeded()).isEqualTo(replicas);
    assertThat(jobs.phases(NAME))
        .containsExactly(JobPhase.PENDING, JobPhase.RUNNING, JobPhase.COMPLETED);
    assertThat(largest).isBetween(1, MOST_BYTES);
  }

  /** Bytes of the largest object that was seen. */
  int largest() {
    return largest;
  }

  private void measure() {
    for (String collection : COLLECTIONS) {
      String list = scene.client().raw(collection.formatted(scene.namespace()));
      for (JsonNode item : Json.parse(list.getBytes(StandardCharsets.UTF_8)).path("items")) {
        largest = Math.max(largest, Json.bytes(item).length);
      }
    }
  }
}
