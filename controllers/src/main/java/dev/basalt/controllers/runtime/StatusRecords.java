package dev.basalt.controllers.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one kind and their status. What was written is read back at once, although the mirror
 * shows it later: else one thing would be done twice. Thread-safe.
 *
 * @param <K> the kind
 */
public final class StatusRecords<K extends CustomResource<?, ?>> {
  private final Mirror<K, K> mirror;
  private final Writer writer;
  private final KubernetesSerialization serialization;
  private final Class<K> kind;
  private final Function<ObjectKey, String> path;
  private final Map<ObjectKey, K> written = new ConcurrentHashMap<>();

  /**
   * Records of what a mirror shows.
   *
   * @param path of an object on the API server
   */
  public StatusRecords(
      Mirror<K, K> mirror,
      Writer writer,
      KubernetesSerialization serialization,
      Class<K> kind,
      Function<ObjectKey, String> path) {
    this.mirror = mirror;
    this.writer = writer;
    this.serialization = serialization;
    this.kind = kind;
    this.path = path;
  }

  /** An object as it was last seen or written, null if it is gone. */
  public @Nullable K current(ObjectKey key) {
    K seen = mirror.get(key);
    K own = written.get(key);
    if (own == null) {
      return seen;
    }
    if (seen == null || !uid(seen).equals(uid(own)) || version(seen) >= version(own)) {
      written.remove(key, own);
      return seen;
    }
    return own;
  }

  /**
   * Writes a status, as a patch of what differs; nothing if nothing does. Refused by the API server
   * if the object has changed since it was read.
   *
   * @return the object as it is then, null if it is gone
   */
  public @Nullable K write(ObjectKey key, K object, Object status) throws InterruptedException {
    ObjectNode patch = patch(object, status);
    if (patch == null) {
      return object;
    }
    return keep(key, writer.merge(path.apply(key) + "/status", patch));
  }

  /**
   * Writes a status as {@link #write} does; if it is written already, asks the API server whether
   * the object is still as it was read. Another process may have written it, in a term of
   * leadership that has just ended.
   *
   * @return the object as it is then, null if it is gone or has changed
   */
  public @Nullable K confirm(ObjectKey key, K object, Object status) throws InterruptedException {
    ObjectNode patch = patch(object, status);
    if (patch != null) {
      return keep(key, writer.merge(path.apply(key) + "/status", patch));
    }
    K now = keep(key, writer.read(path.apply(key)));
    boolean same =
        now != null
            && uid(now).equals(uid(object))
            && now.getMetadata()
                .getResourceVersion()
                .equals(object.getMetadata().getResourceVersion());
    return same ? now : null;
  }

  /** Null if nothing differs. */
  private @Nullable ObjectNode patch(K object, Object status) {
    JsonNode before = object.getStatus() == null ? Json.object() : tree(object.getStatus());
    ObjectNode difference = MergePatch.between(before, tree(status));
    if (difference.isEmpty()) {
      return null;
    }
    ObjectNode patch = Json.object();
    patch
        .putObject("metadata")
        .put("uid", uid(object))
        .put("resourceVersion", object.getMetadata().getResourceVersion());
    patch.set("status", difference);
    return patch;
  }

  private @Nullable K keep(ObjectKey key, JsonNode answer) {
    if (answer.isMissingNode()) {
      return null;
    }
    K object = serialization.unmarshal(answer.toString(), kind);
    written.put(key, object);
    return object;
  }

  private JsonNode tree(Object status) {
    return Json.parse(serialization.asJson(status).getBytes(StandardCharsets.UTF_8));
  }

  private static String uid(CustomResource<?, ?> object) {
    return object.getMetadata().getUid();
  }

  /** Versions of one object grow; a client may compare them. */
  private static long version(CustomResource<?, ?> object) {
    try {
      return Long.parseLong(object.getMetadata().getResourceVersion());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
