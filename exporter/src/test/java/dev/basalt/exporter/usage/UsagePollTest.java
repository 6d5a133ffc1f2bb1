package dev.basalt.exporter.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.exporter.series.Happened;
import dev.basalt.exporter.series.Limits;
import dev.basalt.exporter.view.ClusterView;
import dev.basalt.exporter.view.JobRecord;
import dev.basalt.exporter.view.QueueSums;
import dev.basalt.exporter.view.Seen;
import dev.basalt.exporter.view.SeenPod;
import dev.basalt.exporter.view.SeenQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Against an API server that answers what it is told to. */
class UsagePollTest {
  private static final String LIST =
      """
      {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{"a":[{}]},"items":[
       {"metadata":{"name":"p1","namespace":"a","labels":{"x":"y"}},"timestamp":"2026-11-01T00:00:00Z",
        "window":"15s","containers":[{"name":"main","usage":{"cpu":"250m","memory":"100Mi"}},
        {"name":"side","usage":{"cpu":"1500000n","memory":"28Mi"}}]},
       {"metadata":{"name":"p2","namespace":"a"},"containers":[{"name":"main","usage":{"cpu":"1"}}]},
       {"metadata":{"name":"stranger","namespace":"a"},"containers":[{"usage":{"cpu":"9"}}]}]}
      """;

  private final Deque<CompletableFuture<ApiResponse>> answers = new ArrayDeque<>();
  private final Map<ObjectKey, SeenPod> pods = new HashMap<>();
  private final ClusterView view =
      new ClusterView(() -> 0, new Happened(new SimpleMeterRegistry(), Limits.standard(), () -> 0));
  private final UsagePoll poll =
      new UsagePoll(request -> answers.remove(), view, pods::get, Duration.ofSeconds(30));

  private void add(String name, String job) {
    SeenPod pod = Seen.pod("a", name, job, "g", "n1");
    pods.put(new ObjectKey("a", name), pod);
    view.podChanged(null, pod);
  }

  private void answer(int status, String body) {
    answers.add(
        CompletableFuture.completedFuture(
            new ApiResponse(status, body.getBytes(StandardCharsets.UTF_8), null)));
  }

  private ResourceList queue() {
    return queue("q");
  }

  private ResourceList queue(String name) {
    return view.queues().stream()
        .filter(queue -> queue.name().equals(name))
        .map(QueueSums::used)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatPodsUseIsAddedUpByJobAndQueue() {
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.RUNNING));
    add("p1", "job");
    add("p2", "other");
    answer(200, LIST);
    assertThat(poll.look()).isTrue();
    assertThat(queue().toMap()).isEqualTo(Map.of("cpu", 1252L, "memory", 128L << 20));
    assertThat(view.jobs())
        .extracting(JobRecord::name, job -> job.used().get("cpu"))
        .containsExactly(tuple("job", 252L), tuple("other", 1000L));
  }

  @Test
  void whatIsUsedInAQueueIsUsedInTheQueuesAroundItToo() {
    view.queueChanged(
        "q", new SeenQueue("q", "dept", "Open", ResourceList.EMPTY, ResourceList.EMPTY));
    view.queueChanged(
        "dept", new SeenQueue("dept", "root", "Open", ResourceList.EMPTY, ResourceList.EMPTY));
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.RUNNING));
    add("p1", "job");
    answer(200, LIST);
    poll.look();
    assertThat(queue("dept").toMap()).isEqualTo(queue().toMap());
    assertThat(queue("dept").get("cpu")).isEqualTo(252);
  }

  @Test
  void whatIsRequestedBesideWhatIsUsedIsOfTheSamePods() {
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.RUNNING));
    add("p1", "job");
    add("unmeasured", "job");
    view.podChanged(null, Seen.pod("a", "waits", "job", "g", null));
    answer(200, LIST);
    poll.look();
    JobRecord job = view.jobs().iterator().next();
    assertThat(job.requested().get("cpu")).isEqualTo(3000);
    assertThat(job.measured().toMap()).isEqualTo(Map.of("cpu", 1000L, "memory", 1L << 30));
  }

  @Test
  void whereNobodyServesItNothingIsKnownAndItIsAskedRarely() {
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.RUNNING));
    add("p1", "job");
    answer(404, "{}");
    assertThat(poll.look()).isFalse();
    assertThat(queue().isEmpty()).isTrue();
  }

  @Test
  void whatWasKnownIsForgottenAfterSomeFailures() {
    view.groupChanged(null, Seen.group("a", "g", "q", GroupPhase.RUNNING));
    add("p1", "job");
    answer(200, LIST);
    poll.look();
    answer(503, "{}");
    answers.add(CompletableFuture.failedFuture(new IOException("cut")));
    answer(200, "no list");
    for (int i = 0; i < 3; i++) {
      assertThat(poll.look()).isTrue();
      assertThat(queue().isEmpty()).isFalse();
    }
    answer(503, "{}");
    poll.look();
    assertThat(queue().isEmpty()).isTrue();
  }
}
