package dev.basalt.watchdog.memory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Mark;
import dev.basalt.watchdog.alert.Snapshot;
import dev.basalt.watchdog.alert.Standing;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Snapshots as compressed JSON. The format is told in docs/watchdog.md. */
final class MemoryCodec {
  private MemoryCodec() {}

  static byte[] write(Snapshot snapshot) {
    return pack(Json.bytes(tree(snapshot)));
  }

  /**
   * What was written.
   *
   * @throws IOException if it is something else
   */
  static Snapshot read(byte[] bytes) throws IOException {
    byte[] unpacked;
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      unpacked = in.readAllBytes();
    }
    JsonNode tree = Json.parse(unpacked);
    if (!tree.path("since").isIntegralNumber()) {
      throw new IOException("it holds something else");
    }
    List<Standing> standing = new ArrayList<>();
    tree.path("alerts").forEach(one -> standing.add(standing(one)));
    return new Snapshot(
        tree.path("since").asLong(),
        standing,
        times(tree.path("rules")),
        times(tree.path("told")));
  }

  private static ObjectNode tree(Snapshot snapshot) {
    ObjectNode tree = Json.object().put("since", snapshot.sinceMillis());
    ArrayNode alerts = tree.putArray("alerts");
    for (Standing one : snapshot.standing()) {
      Alert alert = one.alert();
      ObjectNode node =
          alerts
              .addObject()
              .put("rule", alert.rule())
              .put("subject", alert.subject())
              .put("episode", alert.episode())
              .put("starts", alert.startsMillis())
              .put("fired", alert.firedMillis())
              .put("ends", alert.endsMillis());
      put(node.putObject("labels"), alert.labels());
      put(node.putObject("annotations"), alert.annotations());
      ObjectNode marks = node.putObject("receivers");
      one.marks()
          .forEach((name, mark) -> marks.put(name, mark.name().toLowerCase(Locale.ROOT)));
    }
    ObjectNode rules = tree.putObject("rules");
    snapshot.rules().forEach(rules::put);
    ObjectNode told = tree.putObject("told");
    snapshot.told().forEach(told::put);
    return tree;
  }

  private static void put(ObjectNode node, Map<String, String> texts) {
    texts.forEach(node::put);
  }

  private static Standing standing(JsonNode node) {
    Map<String, Mark> marks = new TreeMap<>();
    node.path("receivers")
        .properties()
        .forEach(one -> marks.put(one.getKey(), mark(one.getValue().asText())));
    Alert alert =
        new Alert(
            node.path("rule").asText(),
            node.path("subject").asText(),
            node.path("episode").asText(),
            texts(node.path("labels")),
            texts(node.path("annotations")),
            node.path("starts").asLong(),
            node.path("fired").asLong(),
            node.path("ends").asLong());
    return new Standing(alert, marks);
  }

  /** Whoever may have been told counts as told. */
  private static Mark mark(String text) {
    for (Mark mark : Mark.values()) {
      if (mark.name().equalsIgnoreCase(text)) {
        return mark;
      }
    }
    return Mark.TOLD;
  }

  private static Map<String, Long> times(JsonNode node) {
    Map<String, Long> times = new TreeMap<>();
    node.properties().forEach(one -> times.put(one.getKey(), one.getValue().asLong()));
    return times;
  }

  private static SortedMap<String, String> texts(JsonNode node) {
    SortedMap<String, String> texts = new TreeMap<>();
    node.properties().forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
    return texts;
  }

  private static byte[] pack(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 4 + 64);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be written", e);
    }
    return packed.toByteArray();
  }
}
