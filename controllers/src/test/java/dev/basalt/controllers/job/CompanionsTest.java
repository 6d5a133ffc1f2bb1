package dev.basalt.controllers.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.batch.Job;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.job.plugin.JobContext;
import dev.basalt.controllers.job.plugin.JobPlugin;
import dev.basalt.controllers.job.plugin.JobPlugins;
import dev.basalt.controllers.job.state.JobShape;
import dev.basalt.controllers.job.state.Progress;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Objects beside a job's pods, against an API server that is a map. */
class CompanionsTest {
  private static final String CORE = "/api/v1/namespaces/team/";
  private static final String SERVICE = CORE + "services/sweep";
  private static final String HOSTS = CORE + "configmaps/sweep-svc";
  private static final String POLICY =
      "/apis/networking.k8s.io/v1/namespaces/team/networkpolicies/sweep";

  private final Map<String, JsonNode> objects = new TreeMap<>();
  private final List<String> events = new ArrayList<>();
  private final Map<String, String> controlled = new TreeMap<>();
  private final Companions companions =
      new Companions(
          new Writer(this::answer, Fence.none(), Clock.system()),
          (about, warning, reason, text) -> events.add(reason + ": " + text),
          new KubernetesSerialization());

  private CompletableFuture<ApiResponse> answer(ApiRequest request) {
    return CompletableFuture.completedFuture(carryOut(request));
  }

  private ApiResponse carryOut(ApiRequest request) {
    return switch (request.method()) {
      case "POST" -> make(request.path(), (ObjectNode) Json.parse(request.body()));
      case "GET" -> {
        JsonNode there = objects.get(request.path());
        yield there == null ? gone() : new ApiResponse(200, Json.bytes(there), null);
      }
      case "DELETE" ->
          delete(
              request.path(),
              Json.parse(request.body()).path("preconditions").path("uid").asText());
      default -> throw new AssertionError("nobody should " + request);
    };
  }

  private ApiResponse make(String collection, ObjectNode object) {
    String path = collection + "/" + object.path("metadata").path("name").asText();
    object.withObject("metadata").put("uid", "uid-" + objects.size());
    return new ApiResponse(
        objects.putIfAbsent(path, object) == null ? 201 : 409, new byte[0], null);
  }

  /** An empty UID is anybody's. */
  private ApiResponse delete(String path, String uid) {
    JsonNode there = objects.get(path);
    if (there == null) {
      return gone();
    }
    if (!uid.isEmpty() && !uid.equals(there.path("metadata").path("uid").asText())) {
      return new ApiResponse(409, new byte[0], null);
    }
    objects.remove(path);
    return new ApiResponse(200, new byte[0], null);
  }

  private static ApiResponse gone() {
    return new ApiResponse(404, new byte[0], null);
  }

  private void somebodyHas(String path) {
    objects.put(path, Json.object().set("metadata", Json.object().put("uid", "theirs")));
  }

  private static Turn turn(Job job) {
    JobContext context = Jobs.context(job);
    return new Turn(
        new ObjectKey("team", "sweep"),
        job,
        null,
        context,
        JobShape.of(context.spec()),
        new Progress(JobPhase.PENDING, 0, 0),
        List.of(),
        null,
        pod -> false);
  }

  @Test
  void aJobRemovesWhatItOwnsAndNothingElse() throws InterruptedException {
    Job job = Jobs.of("plugins: {svc: []}\ntasks: [{name: main, replicas: 1}]");
    Map<String, JobPlugin> plugins = JobPlugins.of(Jobs.context(job).plugins());
    somebodyHas(SERVICE);

    companions.ensure(turn(job), plugins, controlled, false);
    assertThat(objects).containsOnlyKeys(SERVICE, HOSTS, POLICY);
    assertThat(events).singleElement().asString().contains("Service sweep is not the job's");

    // Deleted and made by somebody else while the job ran.
    somebodyHas(HOSTS);
    companions.remove(turn(job), plugins, controlled);
    assertThat(objects).containsOnlyKeys(SERVICE, HOSTS);
    assertThat(controlled).isEmpty();
  }

  @Test
  void everyClaimOfAJobStandsInItsStatus() throws InterruptedException {
    Job job =
        Jobs.of(
            """
            volumes:
            - {mountPath: /in, volumeClaimName: shared}
            - {mountPath: /out, volumeClaim: {accessModes: [ReadWriteOnce]}}
            tasks: [{name: main, replicas: 1}]
            """);
    companions.claims(turn(job), controlled);
    assertThat(companions.missingClaim(turn(job), controlled)).contains("claim shared");
    assertThat(controlled).doesNotContainKey("volume-pvc-shared");

    somebodyHas(CORE + "persistentvolumeclaims/shared");
    assertThat(companions.missingClaim(turn(job), controlled)).isNull();
    assertThat(controlled)
        .hasSize(2)
        .contains(entry("volume-pvc-shared", "shared"))
        .allSatisfy((key, name) -> assertThat(key).isEqualTo("volume-pvc-" + name));
  }
}
