package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiAccess;
import dev.basalt.cluster.http.ApiClient;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import dev.basalt.testkit.ClusterOptions;
import dev.basalt.testkit.NodeShape;
import dev.basalt.testkit.agent.AgentSettings;
import dev.basalt.testkit.junit.ClusterExtension;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A scheduler that starts where very many pods are and change all the time: more events come while
 * it reads them than the API server keeps for one watch.
 */
@Tag("soak")
class CrowdIT {
  private static final int CROWD = Integer.getInteger("basalt.crowd.pods", 60_000);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String PODS = "/api/v1/namespaces/default/pods";

  @RegisterExtension
  static final ClusterExtension CLUSTER =
      ClusterExtension.own(ClusterOptions.named("crowd").withoutControllers().withoutFakeNodes());

  @RegisterExtension final Scene scene = Scene.leftBehind(CLUSTER);

  @Test
  void aSchedulerFindsItsWayIntoACrowdThatChanges() throws InterruptedException {
    ApiClient client =
        scene.closing(ApiClient.open(ApiAccess.kubeconfig(scene.cluster().kubeconfig()), "crowd"));
    Writer writer = new Writer(client, Fence.none(), Clock.system());
    AtomicInteger refused = new AtomicInteger();
    writer.sendAll(
        IntStream.range(0, CROWD).mapToObj(CrowdIT::creation).iterator(),
        (request, response) -> {
          refused.addAndGet(response.successful() ? 0 : 1);
          return true;
        });
    assertThat(refused).hasValue(0);
    scene.agent(1, NodeShape.of("8", "32Gi", 110), AgentSettings.standard(7));
    PodJournal journal = scene.journal();

    AtomicBoolean changing = new AtomicBoolean(true);
    AtomicInteger changed = new AtomicInteger();
    Thread changes = Thread.ofVirtual().start(() -> change(writer, changing, changed));
    try {
      scene.scheduler();
      scene.create(Workload.of("late", 5, "1", "1Gi"));
      journal.awaitBound(5, PATIENCE);
    } finally {
      changing.set(false);
      changes.join();
    }
    System.out.println("changes while it started: " + changed.get());
    // Else nothing stood in its way.
    assertThat(changed.get()).isGreaterThan(2_000);
  }

  private static void change(Writer writer, AtomicBoolean changing, AtomicInteger changed) {
    SplittableRandom random = new SplittableRandom(7);
    try {
      writer.sendAll(
          Stream.generate(() -> patch(random.nextInt(CROWD), random.nextInt())).iterator(),
          (request, response) -> {
            changed.incrementAndGet();
            return changing.get();
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ApiRequest creation(int number) {
    ObjectNode pod = Json.object().put("apiVersion", "v1").put("kind", "Pod");
    pod.putObject("metadata")
        .put("name", name(number))
        .putObject("annotations")
        .put("example.com/large", "x".repeat(2_000));
    ObjectNode spec = pod.putObject("spec").put("schedulerName", "of-nobody");
    spec.putArray("containers").addObject().put("name", "main").put("image", "none");
    return ApiRequest.post(PODS, Json.bytes(pod), TIMEOUT);
  }

  /** A change of the pods' labels: one that a scheduler has to look at. */
  private static ApiRequest patch(int number, int value) {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").putObject("labels").put("value", Integer.toString(value));
    return ApiRequest.patch(
        PODS + "/" + name(number), ApiRequest.MERGE_PATCH, Json.bytes(patch), TIMEOUT);
  }

  private static String name(int number) {
    return "p-" + number;
  }
}
