package dev.basalt.webhook.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules as rows: what is submitted, and which words refuse it. */
public final class RuleTable {
  private static final String POD = "{spec: {containers: [{name: c, image: i}]}}";
  private static final String JOB =
      "{spec: {tasks: [{name: a, replicas: 1, template: " + POD + "}]}}";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final KubernetesSerialization SERIALIZATION =
      new KubernetesSerialization(MAPPER, false);

  /**
   * One row.
   *
   * @param rule what it is about
   * @param refused a fragment of the message; null if it is taken
   * @param policy whether the policies in CEL say the same
   */
  public record Row(String rule, @Nullable String refused, boolean policy, JsonNode content) {

    /** A part of the row as an object. */
    public <T> T read(String field, Class<T> type) {
      return SERIALIZATION.convertValue(content.get(field), type);
    }

    @Override
    public String toString() {
      return rule;
    }
  }

  private RuleTable() {}

  /** The rows of one table. */
  public static Stream<Row> rows(String name) {
    String path = "/rules/" + name + ".yaml";
    try (InputStream in = Objects.requireNonNull(RuleTable.class.getResourceAsStream(path), path)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode table =
          SERIALIZATION.unmarshal(
              "rows:\n" + text.replace("$JOB", JOB).replace("$POD", POD), JsonNode.class);
      List<Row> rows = new ArrayList<>();
      for (JsonNode row : table.get("rows")) {
        String refused = row.hasNonNull("refused") ? row.get("refused").asText() : null;
        rows.add(new Row(row.get("rule").asText(), refused, row.path("policy").asBoolean(), row));
      }
      return rows.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
