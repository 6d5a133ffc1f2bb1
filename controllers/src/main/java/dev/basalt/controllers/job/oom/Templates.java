package dev.basalt.controllers.job.oom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Tells which runs are runs of the same template. */
public final class Templates {
  /** What a ConfigMap takes for a key. */
  private static final Pattern KEY = Pattern.compile("[-._a-zA-Z0-9]{1,253}");

  private static final int LONG_BYTES = 16;
  private static final int SHORT_BYTES = 4;

  private Templates() {}

  /** The key of a task of jobs that have a maker, or a word, in common. */
  public static String named(String kind, String name, String task) {
    String key = kind + "." + name + "." + task;
    return KEY.matcher(key).matches() ? key : kind + "." + hash(key, LONG_BYTES);
  }

  /**
   * The key of a task of jobs that have nothing in common but what the task's pods are made from.
   *
   * @param pod the pods' spec as JSON, in which the order of fields makes no difference
   */
  public static String alike(String task, JsonNode pod) {
    return "template." + hash(task + sorted(pod), LONG_BYTES);
  }

  /** Tells what a template says about memory: another text once somebody has changed that. */
  public static String memoryOf(JsonNode pod) {
    ArrayNode all = Json.object().putArray("all");
    for (String list : new String[] {"initContainers", "containers"}) {
      for (JsonNode container : pod.path(list)) {
        all.add(container.path("name").asText()).add(memory(container));
      }
    }
    return hash(all.add(memory(pod)).toString(), SHORT_BYTES);
  }

  private static String memory(JsonNode holder) {
    JsonNode resources = holder.path("resources");
    return resources.path("requests").path("memory").asText()
        + "/"
        + resources.path("limits").path("memory").asText();
  }

  private static JsonNode sorted(JsonNode node) {
    if (node.isObject()) {
      Map<String, JsonNode> fields = new TreeMap<>();
      node.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
      ObjectNode copy = Json.object();
      fields.forEach(copy::set);
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = Json.object().putArray("all");
      node.forEach(one -> copy.add(sorted(one)));
      return copy;
    }
    return node;
  }

  private static String hash(String text, int bytes) {
    try {
      byte[] all =
          MessageDigest.getInstance("SHA-256")
              .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(all, 0, bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
