package dev.basalt.watchdog.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.cluster.convert.Amounts;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.resource.ResourceList;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what pods use from metrics.k8s.io, where the cluster has it: namespace by namespace, as one
 * answer for all pods of a large cluster would be very large. Thread-safe.
 */
final class UsagePoll {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final String PATH = "/apis/metrics.k8s.io/v1beta1/namespaces/";

  private final ApiTransport transport;
  private volatile Map<ObjectKey, ResourceList> used = Map.of();

  UsagePoll(ApiTransport transport) {
    this.transport = transport;
  }

  /** Asks once for the pods of some namespaces; what cannot be read counts as not measured. */
  void poll(Collection<String> namespaces) throws InterruptedException {
    Map<ObjectKey, ResourceList> all = new HashMap<>();
    for (String namespace : namespaces) {
      ApiResponse response =
          Answers.of(transport.send(ApiRequest.get(PATH + namespace + "/pods", TIMEOUT)));
      if (!response.successful()) {
        break;
      }
      for (JsonNode pod : response.json().path("items")) {
        all.put(new ObjectKey(namespace, pod.path("metadata").path("name").asText()), sum(pod));
      }
    }
    used = all;
  }

  /** What a pod uses, null if nobody has measured it. */
  @Nullable ResourceList of(ObjectKey pod) {
    return used.get(pod);
  }

  private static ResourceList sum(JsonNode pod) {
    ResourceList sum = ResourceList.EMPTY;
    for (JsonNode container : pod.path("containers")) {
      Map<String, String> texts = new TreeMap<>();
      container
          .path("usage")
          .properties()
          .forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
      sum = sum.plus(Amounts.parse(texts).list());
    }
    return sum;
  }
}
