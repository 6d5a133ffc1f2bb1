package dev.basalt.bench.race;

import dev.basalt.bench.race.Scenario.PodSize;
import dev.basalt.cluster.http.ApiRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Pods of one PodGroup, or as many plain pods for a scheduler that knows none.
 *
 * @param name the PodGroup's name; its pods are named by it and a number
 * @param size pods
 * @param minMember of the PodGroup
 * @param pod what each pod asks for
 */
record Gang(String name, int size, int minMember, PodSize pod) {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final String NAMESPACE = "default";

  /** The name of the gang that a pod of this name is of. */
  static String ofPod(String podName) {
    return podName.substring(0, podName.lastIndexOf('-'));
  }

  /** Makes the PodGroup. */
  ApiRequest group() {
    return post(
        "/apis/scheduling.volcano.sh/v1beta1/namespaces/" + NAMESPACE + "/podgroups",
        """
        {"apiVersion":"scheduling.volcano.sh/v1beta1","kind":"PodGroup","metadata":{"name":"%s"},\
        "spec":{"minMember":%d,"queue":"default"}}\
        """
            .formatted(name, minMember));
  }

  /** Makes the pods, pending. */
  List<ApiRequest> pods(Contestant contestant) {
    return pods(contestant, member -> "");
  }

  /** Makes the pods, bound to the nodes that a function of the member's number names. */
  List<ApiRequest> podsOn(Contestant contestant, IntFunction<String> node) {
    return pods(contestant, member -> "\"nodeName\":\"" + node.apply(member) + "\",");
  }

  private List<ApiRequest> pods(Contestant contestant, IntFunction<String> placement) {
    String annotations =
        contestant.knowsGroups()
            ? "\"annotations\":{\"scheduling.k8s.io/group-name\":\"" + name + "\"},"
            : "";
    List<ApiRequest> requests = new ArrayList<>(size);
    for (int member = 0; member < size; member++) {
      requests.add(
          post(
              "/api/v1/namespaces/" + NAMESPACE + "/pods",
              """
              {"apiVersion":"v1","kind":"Pod","metadata":{%s"name":"%s-%d"},\
              "spec":{%s"schedulerName":"%s","terminationGracePeriodSeconds":0,\
              "automountServiceAccountToken":false,\
              "containers":[{"name":"main","image":"none","resources":\
              {"requests":{"cpu":"%dm","memory":"%dMi"}}}]}}\
              """
                  .formatted(
                      annotations,
                      name,
                      member,
                      placement.apply(member),
                      contestant.schedulerName(),
                      pod.milliCpu(),
                      pod.mebibytes())));
    }
    return requests;
  }

  /** Binds one of its pods. */
  static ApiRequest binding(String podName, String node) {
    return post(
        "/api/v1/namespaces/" + NAMESPACE + "/pods/" + podName + "/binding",
        """
        {"apiVersion":"v1","kind":"Binding","metadata":{"namespace":"%s","name":"%s"},\
        "target":{"apiVersion":"v1","kind":"Node","name":"%s"}}\
        """
            .formatted(NAMESPACE, podName, node));
  }

  private static ApiRequest post(String path, String json) {
    return ApiRequest.post(path, json.getBytes(StandardCharsets.UTF_8), TIMEOUT);
  }
}
