package dev.basalt.controllers.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Merges a patch into a job's spec, by the rules of a strategic merge patch: objects field by
 * field, lists whose elements have a key element by element, other lists whole; {@code null} takes
 * a field out, {@code $patch: delete} an element, {@code $patch: replace} keeps nothing of what was
 * there.
 */
final class SpecPatch {
  private static final String DIRECTIVE = "$patch";
  private static final String TASKS = "tasks";
  private static final String VOLUMES = "volumes";

  /** Lists within pods, and what tells their elements apart. */
  private static final Map<String, String> KEYS =
      Map.ofEntries(
          Map.entry(TASKS, "name"),
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("env", "name"),
          Map.entry(VOLUMES, "name"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("resourceClaims", "name"),
          Map.entry("schedulingGates", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("ports", "containerPort"),
          Map.entry("hostAliases", "ip"),
          Map.entry("topologySpreadConstraints", "topologyKey"));

  private SpecPatch() {}

  /**
   * The spec with the patch in it; neither is changed. Tasks without a name are named by their
   * place first, as everywhere.
   *
   * @param field where the patch stands, for errors
   * @throws IllegalArgumentException if an element of the patch lacks its key or asks for something
   *     unknown; the message names the field
   */
  static ObjectNode apply(JsonNode spec, JsonNode patch, String field) {
    ObjectNode named = named(spec);
    if (!patch.isObject()) {
      throw new IllegalArgumentException(field + ": must be an object with fields of a job's spec");
    }
    return object(named, named(patch), field, true);
  }

  private static ObjectNode named(JsonNode spec) {
    ObjectNode copy = spec instanceof ObjectNode object ? object.deepCopy() : Json.object();
    int place = 0;
    for (JsonNode task : copy.path(TASKS)) {
      if (task instanceof ObjectNode object && object.path("name").asText().isEmpty()) {
        object.put("name", "default" + place);
      }
      place++;
    }
    return copy;
  }

  private static ObjectNode object(JsonNode before, ObjectNode patch, String field, boolean ofJob) {
    JsonNode directive = patch.path(DIRECTIVE);
    boolean anew = directive.asText().equals("replace");
    if (!directive.isMissingNode() && !anew) {
      throw new IllegalArgumentException(
          "%s.%s: \"%s\" must be replace, or delete on an element of a list"
              .formatted(field, DIRECTIVE, directive.asText()));
    }
    ObjectNode merged =
        !anew && before instanceof ObjectNode object ? object.deepCopy() : Json.object();
    for (Map.Entry<String, JsonNode> change : patch.properties()) {
      String name = change.getKey();
      JsonNode value = change.getValue();
      String inner = field + "." + name;
      if (value.isNull()) {
        merged.remove(name);
      } else if (value instanceof ObjectNode object) {
        merged.set(name, object(merged.path(name), object, inner, false));
      } else if (value instanceof ArrayNode list && key(name, ofJob) != null) {
        merged.set(name, list(merged.path(name), list, inner, String.valueOf(key(name, ofJob))));
      } else if (!name.equals(DIRECTIVE)) {
        merged.set(name, value.deepCopy());
      }
    }
    return merged;
  }

  /** Volumes of a job are told apart by their paths, those of a pod by their names. */
  private static @Nullable String key(String list, boolean ofJob) {
    return ofJob && list.equals(VOLUMES) ? "mountPath" : KEYS.get(list);
  }

  private static ArrayNode list(JsonNode before, ArrayNode patch, String field, String key) {
    ArrayNode merged = Json.object().arrayNode();
    before.forEach(element -> merged.add(element.deepCopy()));
    for (int i = 0; i < patch.size(); i++) {
      String inner = field + "[" + i + "]";
      if (!(patch.get(i) instanceof ObjectNode change)) {
        throw new IllegalArgumentException(inner + ": must be an object");
      }
      if (change.path(DIRECTIVE).asText().equals("replace") && change.size() == 1) {
        merged.removeAll();
        continue;
      }
      JsonNode name = change.path(key);
      if (name.isMissingNode()) {
        throw new IllegalArgumentException(
            "%s.%s: must say which element is meant".formatted(inner, key));
      }
      int place = place(merged, key, name);
      if (change.path(DIRECTIVE).asText().equals("delete")) {
        if (place >= 0) {
          merged.remove(place);
        }
      } else if (place >= 0) {
        merged.set(place, object(merged.get(place), change, inner, false));
      } else {
        merged.add(object(Json.object(), change, inner, false));
      }
    }
    return merged;
  }

  private static int place(ArrayNode list, String key, JsonNode name) {
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i).path(key).asText().equals(name.asText())) {
        return i;
      }
    }
    return -1;
  }
}
