package dev.basalt.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import org.jspecify.annotations.Nullable;

/** Merges one condition into a PodGroup's list, which a merge patch can only replace whole. */
final class Conditions {
  /**
   * A condition to state.
   *
   * @param status True or False
   * @param transitionId the session that came to it, empty for none
   */
  record Statement(
      String type, boolean status, String reason, String message, String transitionId) {}

  private Conditions() {}

  /**
   * The list with a condition stated. Conditions of other types stay as they are, but that of
   * {@code opposite} turns False. A transition time changes only with a status.
   *
   * @param current the conditions now; a missing node if there are none
   * @param opposite the type that cannot be true as well
   * @return the new list, or null if {@code current} says it all already
   */
  static @Nullable ArrayNode state(
      JsonNode current, Statement statement, String opposite, String now) {
    ArrayNode merged = Json.object().putArray("conditions");
    boolean changed = false;
    boolean found = false;
    for (JsonNode condition : current) {
      String type = condition.path("type").asText();
      if (type.equals(statement.type()) && found) {
        changed = true;
      } else if (type.equals(statement.type())) {
        found = true;
        boolean same = says(condition, statement);
        merged.add(same ? condition : stated(condition, statement, now));
        changed |= !same;
      } else if (type.equals(opposite) && statement.status() && isTrue(condition)) {
        ObjectNode turned = condition.deepCopy();
        merged.add(turned.put("status", "False").put("lastTransitionTime", now));
        changed = true;
      } else {
        merged.add(condition);
      }
    }
    if (!found) {
      merged.add(stated(Json.object(), statement, now));
    }
    return changed || !found ? merged : null;
  }

  private static boolean says(JsonNode condition, Statement statement) {
    return isTrue(condition) == statement.status()
        && condition.path("reason").asText().equals(statement.reason())
        && condition.path("message").asText().equals(Texts.message(statement.message()));
  }

  private static ObjectNode stated(JsonNode before, Statement statement, String now) {
    ObjectNode condition = before.deepCopy();
    if (!condition.has("lastTransitionTime") || isTrue(before) != statement.status()) {
      condition.put("lastTransitionTime", now);
    }
    return condition
        .put("type", statement.type())
        .put("status", statement.status() ? "True" : "False")
        .put("transitionID", statement.transitionId())
        .put("reason", statement.reason())
        .put("message", Texts.message(statement.message()));
  }

  private static boolean isTrue(JsonNode condition) {
    return condition.path("status").asText().equals("True");
  }
}
