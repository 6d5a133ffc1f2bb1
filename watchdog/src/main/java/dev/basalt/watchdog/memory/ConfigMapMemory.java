package dev.basalt.watchdog.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.ApiRequest;
import dev.basalt.cluster.http.ApiResponse;
import dev.basalt.cluster.http.ApiTransport;
import dev.basalt.cluster.http.Json;
import dev.basalt.controllers.runtime.Metadata;
import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Snapshot;
import dev.basalt.watchdog.alert.Standing;
import dev.basalt.watchdog.view.Answers;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory in a ConfigMap. Each write says which version it follows, so that of two processes one is
 * refused. When it was made, by the API server's clock, is when the watchdog was installed.
 */
public final class ConfigMapMemory implements Memory {
  private static final Logger LOG = LoggerFactory.getLogger("watchdog");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final String KEY = "told.json.gz";
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;

  /** Stamps are cut to whole seconds: what bears the same one may have been before. */
  private static final long SECOND_MILLIS = 1_000;

  /** Bytes of the encoded value. */
  private static final int MOST = 256 * 1024;

  private final ApiTransport transport;
  private final String collection;
  private final String name;
  private String resourceVersion = "";

  /** Memory in the ConfigMap of that name. */
  public ConfigMapMemory(ApiTransport transport, String namespace, String name) {
    this.transport = transport;
    this.collection = "/api/v1/namespaces/" + namespace + "/configmaps";
    this.name = name;
  }

  @Override
  public Snapshot load() throws MemoryException, InterruptedException {
    ApiResponse response =
        Answers.of(transport.send(ApiRequest.get(collection + "/" + name, TIMEOUT)));
    if (response.status() == NOT_FOUND) {
      ObjectNode map = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
      map.putObject("metadata").put("name", name);
      response =
          Answers.of(
              transport.send(ApiRequest.post(collection, Json.bytes(map), TIMEOUT)));
    }
    if (!response.successful()) {
      throw failure("read", response);
    }
    JsonNode map = response.json();
    resourceVersion = map.path("metadata").path("resourceVersion").asText();
    long made = Metadata.millis(map.path("metadata").path("creationTimestamp").asText());
    String value = map.path("binaryData").path(KEY).asText("");
    if (value.isEmpty()) {
      return Snapshot.fresh(made + SECOND_MILLIS);
    }
    try {
      return MemoryCodec.read(Base64.getDecoder().decode(value));
    } catch (IOException | IllegalArgumentException e) {
      // To tell once more what was told before would be worse than to miss what happened meanwhile.
      LOG.error(
          "ConfigMap {} cannot be read: {}; what happened before now is not told",
          name,
          e.getMessage());
      return Snapshot.fresh(System.currentTimeMillis());
    }
  }

  @Override
  public void save(Snapshot snapshot) throws MemoryException, InterruptedException {
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("resourceVersion", resourceVersion);
    patch.putObject("binaryData").put(KEY, encoded(snapshot));
    ApiResponse response =
        Answers.of(
            transport.send(
                ApiRequest.patch(
                    collection + "/" + name,
                    ApiRequest.MERGE_PATCH,
                    Json.bytes(patch),
                    TIMEOUT)));
    if (!response.successful()) {
      throw failure("written", response);
    }
    resourceVersion = response.json().path("metadata").path("resourceVersion").asText();
  }

  /** Texts go first where there is not enough room, as they can be made anew. */
  private static String encoded(Snapshot snapshot) throws MemoryException {
    String text = Base64.getEncoder().encodeToString(MemoryCodec.write(snapshot));
    if (text.length() > MOST) {
      List<Standing> plain =
          snapshot.standing().stream().map(ConfigMapMemory::withoutTexts).toList();
      Snapshot less =
          new Snapshot(snapshot.sinceMillis(), plain, snapshot.rules(), snapshot.told());
      text = Base64.getEncoder().encodeToString(MemoryCodec.write(less));
    }
    if (text.length() > MOST) {
      throw new MemoryException(
          "what was told takes " + text.length() + " bytes, more than " + MOST, false);
    }
    return text;
  }

  private static Standing withoutTexts(Standing one) {
    Alert alert = one.alert();
    return new Standing(
        new Alert(
            alert.rule(),
            alert.subject(),
            alert.episode(),
            alert.labels(),
            new TreeMap<>(),
            alert.startsMillis(),
            alert.firedMillis(),
            alert.endsMillis()),
        one.marks());
  }

  private MemoryException failure(String what, ApiResponse response) {
    String why = response.status() == 0 ? "no answer" : response.message();
    return new MemoryException(
        "ConfigMap " + name + " cannot be " + what + ": " + why,
        response.status() == CONFLICT || response.status() == NOT_FOUND);
  }
}
