package dev.basalt.bench;

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
 * The pods of a race, made before the contestants start: gangs of equal size, or as many plain
 * pods.
 *
 * @param gangs how many gangs
 * @param size pods of each
 */
record Workload(int gangs, int size) {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int IN_FLIGHT = 32;
  private static final String NAMESPACE = "default";

  int pods() {
    return gangs * size;
  }

  /** Makes the PodGroups, where the contestant knows them, and the pods. */
  void create(ApiClient client, Contestant contestant) throws InterruptedException {
    List<ApiRequest> requests = new ArrayList<>();
    for (int gang = 0; contestant.gangs() && gang < gangs; gang++) {
      requests.add(
          post(
              "/apis/scheduling.volcano.sh/v1beta1/namespaces/" + NAMESPACE + "/podgroups",
              podGroup("gang-" + gang)));
    }
    for (int gang = 0; gang < gangs; gang++) {
      for (int member = 0; member < size; member++) {
        requests.add(
            post(
                "/api/v1/namespaces/" + NAMESPACE + "/pods",
                pod("gang-" + gang, member, contestant)));
      }
    }
    send(client, requests);
  }

  private static void send(ApiClient client, List<ApiRequest> requests)
      throws InterruptedException {
    Semaphore slots = new Semaphore(IN_FLIGHT);
    List<CompletableFuture<ApiResponse>> answers = new ArrayList<>();
    for (ApiRequest request : requests) {
      slots.acquire();
      answers.add(client.send(request).whenComplete((answer, failure) -> slots.release()));
    }
    for (CompletableFuture<ApiResponse> answer : answers) {
      ApiResponse response = answer.join();
      if (response.status() >= 300) {
        throw new IllegalStateException(
            "an object of the race was refused: "
                + new String(response.body(), StandardCharsets.UTF_8));
      }
    }
  }

  private String podGroup(String name) {
    return """
    {"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"PodGroup","metadata":{"name":"%s"},\
    "spec":{"minMember":%d,"queue":"default"}}\
    """
        .formatted(name, size);
  }

  private static String pod(String gang, int member, Contestant contestant) {
    String annotations =
        contestant.gangs()
            ? "\"annotations\":{\"scheduling.k8s.io/group-name\":\"" + gang + "\"},"
            : "";
    return """
    {"apiVersion":"v1","kind":"Pod","metadata":{%s"name":"%s-%d"},\
    "spec":{"schedulerName":"%s","terminationGracePeriodSeconds":0,\
    "automountServiceAccountToken":false,\
    "containers":[{"name":"main","image":"none","resources":\
    {"requests":{"cpu":"100m","memory":"128Mi"}}}]}}\
    """
        .formatted(annotations, gang, member, contestant.schedulerName());
  }

  private static ApiRequest post(String path, String json) {
    return ApiRequest.post(path, json.getBytes(StandardCharsets.UTF_8), TIMEOUT);
  }
}
