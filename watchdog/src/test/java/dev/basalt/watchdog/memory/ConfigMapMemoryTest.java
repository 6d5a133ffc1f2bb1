package dev.basalt.watchdog.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.HandClock;
import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Mark;
import dev.basalt.watchdog.alert.Snapshot;
import dev.basalt.watchdog.alert.Standing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigMapMemoryTest {
  /** An API server that keeps one ConfigMap. */
  private static final class OneMap implements ApiTransport {
    private @Nullable ObjectNode map;
    private int version;

    @Override
    public CompletableFuture<ApiResponse> send(ApiRequest request) {
      return CompletableFuture.completedFuture(answer(request));
    }

    private ApiResponse answer(ApiRequest request) {
      JsonNode body = Json.parse(request.body());
      if (request.method().equals("POST")) {
        ObjectNode made = body.deepCopy();
        made.withObject("/metadata").put("creationTimestamp", "2026-11-26T08:00:00Z");
        map = made;
        return stored();
      }
      ObjectNode there = map;
      if (there == null) {
        return new ApiResponse(404, new byte[0], null);
      }
      if (request.method().equals("GET")) {
        return new ApiResponse(200, Json.bytes(there), null);
      }
      JsonNode metadata = there.path("metadata");
      if (!body.path("metadata").path("resourceVersion").equals(metadata.path("resourceVersion"))) {
        return new ApiResponse(409, Json.bytes(Json.object().put("message", "changed")), null);
      }
      there.set("binaryData", body.path("binaryData"));
      return stored();
    }

    private ApiResponse stored() {
      ObjectNode there = Objects.requireNonNull(map);
      there.withObject("/metadata").put("resourceVersion", Integer.toString(++version));
      return new ApiResponse(200, Json.bytes(there), null);
    }
  }

  private final OneMap server = new OneMap();
  private final ConfigMapMemory memory = new ConfigMapMemory(server, "ns", "basalt-watchdog");

  private static Alert alert(int number, String text) {
    return new Alert(
        "BasaltJobFailed",
        "lab/" + number,
        "uid-" + number + "@1",
        new TreeMap<>(Map.of("alertname", "BasaltJobFailed", "job_name", "j" + number)),
        new TreeMap<>(Map.of("summary", text)),
        1,
        2,
        number % 2 == 0 ? 0 : 3);
  }

  @Test
  void itWasInstalledWhenTheConfigMapWasMade() throws Exception {
    assertThat(memory.load()).isEqualTo(Snapshot.fresh(HandClock.START + 1_000));
    assertThat(new ConfigMapMemory(server, "ns", "basalt-watchdog").load())
        .isEqualTo(Snapshot.fresh(HandClock.START + 1_000));
  }

  @Test
  void whatIsKeptIsReadAgain() throws Exception {
    Snapshot first = memory.load();
    Snapshot snapshot =
        new Snapshot(
            first.sinceMillis() + 5,
            List.of(
                new Standing(alert(0, "ä\n\"quoted\""), Map.of("am", Mark.TOLD, "x", Mark.OWED)),
                new Standing(alert(1, ""), Map.of("x", Mark.SENDING))),
            Map.of("rule", 3L),
            Map.of("00ff", 7L));
    memory.save(snapshot);
    assertThat(new ConfigMapMemory(server, "ns", "basalt-watchdog").load()).isEqualTo(snapshot);
  }

  @Test
  void ofTwoThatWriteOneIsRefused() throws Exception {
    ConfigMapMemory other = new ConfigMapMemory(server, "ns", "basalt-watchdog");
    Snapshot snapshot = memory.load();
    other.load();
    other.save(snapshot);
    assertThatThrownBy(() -> memory.save(snapshot))
        .isInstanceOfSatisfying(
            MemoryException.class, refused -> assertThat(refused.changed()).isTrue())
        .hasMessage("ConfigMap basalt-watchdog cannot be written: changed");
    memory.load();
    memory.save(snapshot);
  }

  @Test
  void aFullBookFitsIntoAQuarterOfAConfigMap() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    List<Standing> standing = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      String noise = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
      Alert plain = alert(i, noise.repeat(4));
      Map<String, String> labels = new TreeMap<>(plain.labels());
      labels.put("job_name", noise);
      labels.put("namespace", "user-" + i % 50);
      Alert one =
          new Alert(
              plain.rule(),
              "user/" + noise,
              Long.toHexString(random.nextLong()) + "@" + i,
              new TreeMap<>(labels),
              plain.annotations(),
              HandClock.START + i,
              HandClock.START + i,
              plain.endsMillis());
      standing.add(new Standing(one, Map.of("alertmanager", Mark.TOLD, "slack", Mark.OWED)));
    }
    Map<String, Long> told = new HashMap<>();
    for (int i = 0; i < 4_000; i++) {
      told.put(Long.toHexString(random.nextLong()), HandClock.START + random.nextInt(1_000_000));
    }
    memory.load();
    memory.save(new Snapshot(0, standing, Map.of(), told));
    String value =
        Objects.requireNonNull(server.map).path("binaryData").path("told.json.gz").asText();
    assertThat(value.length()).isLessThan(256 * 1024);
    assertThat(memory.load().standing()).hasSize(2_000);
  }

  @Test
  void whatNobodyCanReadIsAFreshStartFromNowOn() throws Exception {
    memory.load();
    Objects.requireNonNull(server.map)
        .withObject("/binaryData")
        .put("told.json.gz", "bm9uc2Vuc2U=");
    long before = System.currentTimeMillis();
    assertThat(memory.load().sinceMillis()).isGreaterThanOrEqualTo(before);
  }
}
