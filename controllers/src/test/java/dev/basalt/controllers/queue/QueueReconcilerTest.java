package dev.basalt.controllers.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.api.scheduling.PodGroupPhase;
import dev.basalt.api.scheduling.Queue;
import dev.basalt.api.scheduling.QueueState;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.Json;
import dev.basalt.cluster.lead.Fence;
import dev.basalt.controllers.group.Groups;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.controllers.runtime.WriteFailedException;
import dev.basalt.controllers.runtime.Writer;
import dev.basalt.core.port.Clock;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** One queue whose object is a map, and which is seen as late as a test wants. */
class QueueReconcilerTest {
  private static final ObjectKey KEY = new ObjectKey("", "q");

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final ObjectNode queue = Json.object();
  private final List<QueueCommand> commands = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<String> writes = new ArrayList<>();
  private final QueueTallies tallies = new QueueTallies();
  private QueueRecord seen;
  private int refusing;
  private boolean deleted;

  QueueReconcilerTest() {
    queue.put("apiVersion", "scheduling.volcano.sh/v1beta1").put("kind", "Queue");
    queue.putObject("metadata").put("name", "q").put("uid", "u").put("resourceVersion", "1");
    queue.putObject("spec").put("weight", 1);
    queue.putObject("status").put("state", "Open");
    seen = look();
  }

  @Test
  void aQueueThatIsSeenLateIsNotClosedAgain() throws InterruptedException {
    state("Closing");
    seen = look();
    command("OpenQueue");

    reconciler().reconcile(KEY);
    assertThat(state()).isEqualTo("Open");

    // The watch has told of neither the command's end nor the new state.
    assertThatThrownBy(() -> reconciler().reconcile(KEY))
        .isInstanceOfSatisfying(
            WriteFailedException.class, e -> assertThat(e.status()).isEqualTo(409));
    assertThat(state()).isEqualTo("Open");

    seen = look();
    writes.clear();
    reconciler().reconcile(KEY);
    assertThat(writes).isEmpty();
  }

  @Test
  void aQueueThatIsOpenedLosesItsMarkInOneGo() throws InterruptedException {
    state("Closed");
    ((ObjectNode) queue.path("metadata"))
        .putObject("annotations")
        .put("volcano.sh/closed-by-parent", "true");
    seen = look();

    reconciler().reconcile(KEY);

    assertThat(state()).isEqualTo("Open");
    assertThat(queue.path("metadata").path("annotations").has("volcano.sh/closed-by-parent"))
        .isFalse();
    assertThat(writes).hasSize(2);
  }

  @Test
  void countsDoNotWaitForOthersWhoWrite() throws InterruptedException {
    tallies.changed(null, Groups.record("g", "q", PodGroupPhase.RUNNING));
    state("Open");

    reconciler().reconcile(KEY);

    assertThat(queue.path("status").path("running").asInt()).isEqualTo(1);
  }

  @Test
  void eventsSayWhatVolcanosSay() throws InterruptedException {
    command("CloseQueue");
    reconciler().reconcile(KEY);
    assertThat(events).containsExactly("CloseQueue: Close queue succeed: it is Closed");

    events.clear();
    seen = look();
    command("OpenQueue");
    reconciler().reconcile(KEY);
    assertThat(events).containsExactly("OpenQueue: Open queue succeed: it is Open");

    events.clear();
    seen = look();
    refusing = 403;
    command("CloseQueue");
    assertThatThrownBy(() -> reconciler().reconcile(KEY)).isInstanceOf(WriteFailedException.class);
    assertThat(events)
        .singleElement()
        .asString()
        .startsWith("! CloseQueue: Close queue failed for patch ");
  }

  @Test
  void aParentThatIsNotOpenIsNamed() throws InterruptedException {
    ((ObjectNode) queue.path("spec")).put("parent", "up");
    state("Closed");
    seen = look();
    command("OpenQueue");

    reconciler().reconcile(KEY);

    assertThat(events)
        .containsExactly(
            "! OpenQueue: OpenQueue queue failed for Failed to open queue q because its parent"
                + " queue up is closing or closed; open that first");
  }

  private QueueReconciler reconciler() {
    return new QueueReconciler(
        new QueueReconciler.Sight(
            key ->
                switch (key.name()) {
                  case "q" -> seen;
                  case "up" -> closed();
                  default -> null;
                },
            key -> List.of(),
            key -> List.copyOf(commands)),
        tallies,
        new Writer(
            request -> CompletableFuture.completedFuture(answer(request)),
            Fence.none(),
            Clock.system()),
        (about, warning, reason, message) ->
            events.add((warning ? "! " : "") + reason + ": " + message),
        Clock.system());
  }

  private QueueRecord closed() {
    Queue up = new Queue();
    up.getMetadata().setName("up");
    up.getMetadata().setUid("u0");
    QueueRecord open = QueueRecord.read(up);
    return new QueueRecord(
        "up",
        open.uid(),
        open.version(),
        open.parent(),
        QueueState.CLOSED,
        false,
        false,
        open.counts());
  }

  private QueueRecord look() {
    return QueueRecord.read(serialization.unmarshal(queue.toString(), Queue.class));
  }

  private String state() {
    return queue.path("status").path("state").asText();
  }

  /** Somebody writes it. */
  private void state(String state) {
    ((ObjectNode) queue.path("status")).put("state", state);
    bump();
  }

  private void bump() {
    ObjectNode metadata = (ObjectNode) queue.path("metadata");
    metadata.put("resourceVersion", String.valueOf(metadata.path("resourceVersion").asInt() + 1));
  }

  private void command(String action) {
    commands.clear();
    commands.add(
        new QueueCommand(new ObjectKey("ns", "c"), "c" + action, action, KEY, "u", true, 0));
    deleted = false;
  }

  private ApiResponse answer(ApiRequest request) {
    if (request.method().equals("DELETE")) {
      boolean gone = deleted;
      deleted = true;
      return new ApiResponse(gone ? 404 : 200, new byte[0], null);
    }
    if (refusing != 0) {
      return new ApiResponse(refusing, new byte[0], null);
    }
    JsonNode patch = Json.parse(request.body());
    writes.add(patch.toString());
    String version = patch.path("metadata").path("resourceVersion").asText("");
    if (!version.isEmpty()
        && !version.equals(queue.path("metadata").path("resourceVersion").asText())) {
      return new ApiResponse(409, new byte[0], null);
    }
    queue.withObject("/status").setAll(patch.withObject("/status"));
    patch
        .path("metadata")
        .path("annotations")
        .properties()
        .forEach(mark -> {
          ObjectNode annotations = queue.withObject("/metadata/annotations");
          if (mark.getValue().isNull()) {
            annotations.remove(mark.getKey());
          } else {
            annotations.set(mark.getKey(), mark.getValue());
          }
        });
    bump();
    return new ApiResponse(200, Json.bytes(queue), null);
  }
}
