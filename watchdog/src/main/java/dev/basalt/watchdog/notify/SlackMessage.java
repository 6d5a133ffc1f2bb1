package dev.basalt.watchdog.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.alert.Alert;
import java.util.List;

/** Messages as Slack's incoming webhooks take them. */
final class SlackMessage {
  /** More would be a wall of text. */
  private static final int SHOWN = 10;

  private SlackMessage() {}

  static ObjectNode of(List<Alert> alerts) {
    long firing = alerts.stream().filter(Alert::firing).count();
    String title =
        (firing > 0 ? "[FIRING:" + firing + "] " : "[RESOLVED] ")
            + alerts.getFirst().label(Alert.NAME);
    ObjectNode body = Json.object().put("text", escape(title));
    ArrayNode attachments = body.putArray("attachments");
    for (Alert alert : alerts.subList(0, Math.min(SHOWN, alerts.size()))) {
      String summary = escape(alert.annotation("summary"));
      ObjectNode one =
          attachments
              .addObject()
              .put("color", color(alert))
              .put("title", alert.firing() ? summary : "Resolved: " + summary)
              .put("fallback", summary);
      if (alert.firing()) {
        one.put("text", escape(alert.annotation("description")));
      }
      String runbook = alert.annotation("runbook_url");
      if (runbook.startsWith("http://") || runbook.startsWith("https://")) {
        one.put("title_link", runbook);
      }
    }
    if (alerts.size() > SHOWN) {
      attachments
          .addObject()
          .put("text", "and " + (alerts.size() - SHOWN) + " more")
          .put("fallback", "and more");
    }
    return body;
  }

  private static String color(Alert alert) {
    if (!alert.firing()) {
      return "good";
    }
    return alert.label("severity").equals("critical") ? "danger" : "warning";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
