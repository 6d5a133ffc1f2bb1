package dev.basalt.watchdog.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.alert.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Messages in the form in which Alertmanager sends them to webhooks, version 4. */
final class Payload {
  private static final String NEVER = "0001-01-01T00:00:00Z";

  private Payload() {}

  static ObjectNode version4(String receiver, SortedMap<String, String> group, List<Alert> alerts) {
    ObjectNode body =
        Json.object()
            .put("version", "4")
            .put("groupKey", "{}:" + group)
            .put("truncatedAlerts", 0)
            .put("status", alerts.stream().anyMatch(Alert::firing) ? "firing" : "resolved")
            .put("receiver", receiver);
    put(body.putObject("groupLabels"), group);
    put(body.putObject("commonLabels"), common(alerts, Alert::labels));
    put(body.putObject("commonAnnotations"), common(alerts, Alert::annotations));
    body.put("externalURL", "");
    ArrayNode list = body.putArray("alerts");
    for (Alert alert : alerts) {
      ObjectNode node = list.addObject().put("status", alert.status());
      put(node.putObject("labels"), alert.labels());
      put(node.putObject("annotations"), alert.annotations());
      node.put("startsAt", time(alert.startsMillis()));
      node.put("endsAt", alert.firing() ? NEVER : time(alert.endsMillis()));
      node.put("generatorURL", "");
      node.put("fingerprint", alert.fingerprint());
    }
    return body;
  }

  static void put(ObjectNode node, Map<String, String> texts) {
    texts.forEach(node::put);
  }

  static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static Map<String, String> common(
      List<Alert> alerts, Function<Alert, Map<String, String>> texts) {
    Map<String, String> common = new TreeMap<>(texts.apply(alerts.getFirst()));
    for (Alert alert : alerts) {
      common.entrySet().retainAll(texts.apply(alert).entrySet());
    }
    return common;
  }
}
