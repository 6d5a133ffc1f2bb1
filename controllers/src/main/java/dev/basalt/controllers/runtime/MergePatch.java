package dev.basalt.controllers.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import java.util.Iterator;
import java.util.Map;

/** JSON merge patches (RFC 7396). */
public final class MergePatch {
  private MergePatch() {}

  /** What makes one object of another; empty if they are equal. Lists are replaced whole. */
  public static ObjectNode between(JsonNode before, JsonNode after) {
    ObjectNode patch = Json.object();
    for (Map.Entry<String, JsonNode> field : after.properties()) {
      JsonNode old = before.path(field.getKey());
      JsonNode now = field.getValue();
      if (old.isObject() && now.isObject()) {
        ObjectNode inner = between(old, now);
        if (!inner.isEmpty()) {
          patch.set(field.getKey(), inner);
        }
      } else if (!old.equals(now)) {
        patch.set(field.getKey(), now);
      }
    }
    for (Iterator<String> names = before.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (after.path(name).isMissingNode()) {
        patch.putNull(name);
      }
    }
    return patch;
  }
}
