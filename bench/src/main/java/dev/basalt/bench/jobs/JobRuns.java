package dev.basalt.bench.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.app.controllers.ControllersRole;
import dev.basalt.app.role.RoleProcess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Makes pods in one way or the other and tells how long it took until the API server had all of
 * them. Each run has a namespace of its own and removes its pods.
 */
final class JobRuns {
  /**
   * What a run took.
   *
   * @param seconds until the API server had all pods
   * @param clientMillis CPU time of this process for each pod
   * @param serverMillis CPU time of API server and etcd for each pod
   */
  record Cost(double seconds, double clientMillis, double serverMillis) {
    double millis() {
      return clientMillis + serverMillis;
    }
  }

  private static final class Meter {
    private final long start = System.nanoTime();
    private final double client = cpuSeconds(ProcessHandle.current());
    private final double server = serverSeconds();

    Cost read(int pods) {
      return new Cost(
          (System.nanoTime() - start) / 1e9,
          1000 * (cpuSeconds(ProcessHandle.current()) - client) / pods,
          1000 * (serverSeconds() - server) / pods);
    }

    private static double serverSeconds() {
      return ProcessHandle.current().descendants().mapToDouble(Meter::cpuSeconds).sum();
    }

    private static double cpuSeconds(ProcessHandle process) {
      return process.info().totalCpuDuration().map(spent -> spent.toNanos() / 1e9).orElse(0.0);
    }
  }

  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String UID = "f5c37f44-53d6-4a6b-9b1c-3f4e86a2ad5e";
  private static final long POLL_MILLIS = 20;
  private static final long PATIENCE_NANOS = Duration.ofMinutes(10).toNanos();

  private final ApiClient client;
  private final int pods;

  JobRuns(ApiClient client, int pods) {
    this.client = client;
    this.pods = pods;
  }

  /** Waits until a job comes to its PodGroup, so that no run pays for the controllers' start. */
  void awaitReady(RoleProcess<ControllersRole> controllers) throws InterruptedException {
    namespace("warm");
    ok(ApiRequest.post(jobs("warm"), bytes(job("warm", 1)), TIMEOUT));
    String group = podGroup("warm");
    ok(ApiRequest.delete(jobs("warm") + "/warm", bytes("{}"), TIMEOUT));
    ok(ApiRequest.delete(podGroups("warm") + "/" + group, bytes("{}"), TIMEOUT));
    if (controllers.port() == 0) {
      throw new IllegalStateException("the controllers do not run");
    }
  }

  /** What a client needs which does nothing else. Nobody watches these pods. */
  Cost plainClient(String namespace) throws InterruptedException {
    namespace(namespace);
    Writer writer = new Writer(client, Fence.none(), Clock.system());
    AtomicInteger refused = new AtomicInteger();
    Meter meter = new Meter();
    writer.sendAll(
        IntStream.range(0, pods)
            .mapToObj(index -> Writer.creation(pods(namespace), bytes(pod(namespace, index))))
            .iterator(),
        (request, response) -> {
          refused.addAndGet(response.successful() ? 0 : 1);
          return true;
        });
    awaitPods(namespace);
    Cost cost = meter.read(pods);
    if (refused.get() > 0) {
      throw new IllegalStateException(refused + " pods were refused");
    }
    remove(namespace);
    return cost;
  }

  /** From the job's creation to its last pod; its PodGroup is let in at once. */
  Cost jobController(String namespace) throws InterruptedException {
    namespace(namespace);
    Meter meter = new Meter();
    ok(ApiRequest.post(jobs(namespace), bytes(job(namespace, pods)), TIMEOUT));
    String group = podGroup(namespace);
    ok(
        ApiRequest.patch(
            podGroups(namespace) + "/" + group,
            ApiRequest.MERGE_PATCH,
            bytes("{\"status\":{\"phase\":\"Inqueue\"}}"),
            TIMEOUT));
    awaitPods(namespace);
    Cost cost = meter.read(pods);
    // Nobody collects garbage here, and a job that is there makes its pods anew.
    ok(ApiRequest.delete(jobs(namespace) + "/" + namespace, bytes("{}"), TIMEOUT));
    ok(ApiRequest.delete(podGroups(namespace) + "/" + group, bytes("{}"), TIMEOUT));
    remove(namespace);
    return cost;
  }

  private String podGroup(String namespace) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline) {
      // A definition that is new answers with an error for a moment.
      ApiRequest list = ApiRequest.get(podGroups(namespace), TIMEOUT);
      JsonNode items = client.send(list).join().json().path("items");
      if (!items.isEmpty()) {
        return items.path(0).path("metadata").path("name").asText();
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new IllegalStateException("no PodGroup in " + namespace);
  }

  private void awaitPods(String namespace) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (count(namespace) < pods) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(count(namespace) + " pods of " + pods);
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  /** One pod and the number of those that it was not asked for: the cheapest count there is. */
  private long count(String namespace) {
    JsonNode page = ok(ApiRequest.get(pods(namespace) + "?limit=1", TIMEOUT)).json();
    return page.path("items").size() + page.path("metadata").path("remainingItemCount").asLong();
  }

  private void remove(String namespace) throws InterruptedException {
    while (count(namespace) > 0) {
      ok(ApiRequest.delete(pods(namespace), bytes("{\"gracePeriodSeconds\":0}"), TIMEOUT));
    }
    // What the deletions left to do for everybody is not the next run's.
    Thread.sleep(Duration.ofSeconds(3));
  }

  private void namespace(String name) {
    ok(
        ApiRequest.post(
            "/api/v1/namespaces",
            bytes(
                "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"%s\"}}"
                    .formatted(name)),
            TIMEOUT));
    ok(
        ApiRequest.post(
            "/api/v1/namespaces/" + name + "/serviceaccounts",
            bytes("{\"metadata\":{\"name\":\"default\"}}"),
            TIMEOUT));
  }

  private ApiResponse ok(ApiRequest request) {
    ApiResponse response = client.send(request).join();
    if (!response.successful()) {
      throw new IllegalStateException(request + ": " + response.message());
    }
    return response;
  }

  private static String job(String name, int replicas) {
    return """
    {"apiVersion":"batch.volcano.sh/v1alpha1","kind":"Job","metadata":{"name":"%s"},"spec":{\
    "schedulerName":"nobody","plugins":{"env":[]},"tasks":[{"name":"main","replicas":%d,\
    "template":{"metadata":{},"spec":%s}}]}}\
    """
        .formatted(name, replicas, spec(""));
  }

  /** As the job controller makes them, but without the label that makes it look. */
  private static String pod(String job, int index) {
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%1$s-main-%2$d","labels":{\
    "example.org/job-name":"%1$s","volcano.sh/task-index":"%2$d","volcano.sh/task-spec":"main",\
    "volcano.sh/job-namespace":"%1$s","volcano.sh/queue-name":"default"},\
    "annotations":{"scheduling.k8s.io/group-name":"%1$s-%3$s","volcano.sh/task-spec":"main",\
    "volcano.sh/task-index":"%2$d","volcano.sh/job-name":"%1$s",\
    "volcano.sh/queue-name":"default","volcano.sh/job-version":"0",\
    "volcano.sh/template-uid":"%1$s-main","volcano.sh/job-retry-count":"0"},\
    "ownerReferences":[{"apiVersion":"batch.volcano.sh/v1alpha1","kind":"Job","name":"%1$s",\
    "uid":"%3$s","controller":true,"blockOwnerDeletion":true}]},"spec":%4$s}\
    """
        .formatted(job, index, UID, spec(variables(index)));
  }

  private static String spec(String variables) {
    return """
    {"schedulerName":"nobody","restartPolicy":"Never",\
    "containers":[{"name":"main","image":"registry.example/pricing:1.4.2",\
    "command":["python","-m","pricing"],"env":[%s{"name":"REGION","value":"emea"}],\
    "resources":{"requests":{"cpu":"2","memory":"8Gi"},"limits":{"memory":"8Gi"}}}]}\
    """
        .formatted(variables);
  }

  private static String variables(int index) {
    return """
    {"name":"VK_TASK_INDEX","value":"%1$d"},{"name":"VC_TASK_INDEX","value":"%1$d"},\
    """
        .formatted(index);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String jobs(String namespace) {
    return "/apis/batch.volcano.sh/v1alpha1/namespaces/" + namespace + "/jobs";
  }

  private static String podGroups(String namespace) {
    return "/apis/scheduling.volcano.sh/v1beta1/namespaces/" + namespace + "/podgroups";
  }

  private static String pods(String namespace) {
    return "/api/v1/namespaces/" + namespace + "/pods";
  }
}
