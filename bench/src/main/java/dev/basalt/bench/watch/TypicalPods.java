package dev.basalt.bench.watch;

import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/**
 * Pods as a job controller makes them: an owner, labels and annotations, a dozen variables, volumes
 * and tolerations; about 3 KiB of JSON each once the API server has filled in the rest.
 */
final class TypicalPods {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int IN_FLIGHT = 32;

  private final ApiClient client;

  TypicalPods(ApiClient client) {
    this.client = client;
  }

  /**
   * Makes them.
   *
   * @throws IllegalStateException if one is refused
   */
  void create(int count) throws InterruptedException {
    Semaphore slots = new Semaphore(IN_FLIGHT);
    List<CompletableFuture<ApiResponse>> answers = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      slots.acquire();
      byte[] body = pod(number).getBytes(StandardCharsets.UTF_8);
      answers.add(
          client
              .send(ApiRequest.post("/api/v1/namespaces/default/pods", body, TIMEOUT))
              .whenComplete((answer, failure) -> slots.release()));
    }
    for (CompletableFuture<ApiResponse> answer : answers) {
      if (answer.join().status() != 201) {
        throw new IllegalStateException("a pod was refused: " + answer.join().message());
      }
    }
  }

  private static String pod(int number) {
    StringBuilder variables = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      variables
          .append(i == 0 ? "" : ",")
          .append(
              "{\"name\":\"VARIABLE_%d\",\"value\":\"value %d of %d\"}".formatted(i, i, number));
    }
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{"name":"pricing-%d","labels":{"app":"pricing",\
    "volcano.sh/job-name":"pricing-%d","team":"rates"},"annotations":{\
    "scheduling.k8s.io/group-name":"pricing-%d","volcano.sh/task-spec":"worker",\
    "volcano.sh/queue-name":"default"},"ownerReferences":[{"apiVersion":\
    "batch.volcano.sh/v1alpha1","kind":"Job","name":"pricing-%d","uid":"uid-%d",\
    "controller":true}]},"spec":{"schedulerName":"basalt","automountServiceAccountToken":false,\
    "restartPolicy":"Never","containers":[{"name":"main","image":"registry.example/pricing:1.4.2",\
    "command":["python","-m","pricing","--shard","%d"],"env":[%s],"resources":{"requests":{\
    "cpu":"2","memory":"8Gi"},"limits":{"memory":"8Gi"}},"volumeMounts":[{"name":"scratch",\
    "mountPath":"/scratch"}]}],"volumes":[{"name":"scratch","emptyDir":{}}],\
    "tolerations":[{"key":"batch","operator":"Exists","effect":"NoSchedule"}],\
    "nodeSelector":{"zone":"research"}}}\
    """
        .formatted(number, number / 50, number / 50, number / 50, number / 50, number, variables);
  }
}
