package dev.basalt.deploy.rule;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.util.List;
import java.util.Locale;

/** Writes rules as Prometheus and its operator read them. */
public final class RuleFile {
  private static final String GENERATED =
      "# Made by dev.basalt.deploy.rule; how to write it anew: CONTRIBUTING.md.\n";
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
          new YAMLFactory()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR));

  private RuleFile() {}

  /** A file for {@code rule_files} of Prometheus. */
  public static String plain(List<RuleGroup> groups) {
    ObjectNode root = MAPPER.createObjectNode();
    write(root, groups);
    return text(root);
  }

  /**
   * An object for the operator of Prometheus.
   *
   * @param name of the object
   */
  public static String object(String name, List<RuleGroup> groups) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("apiVersion", "monitoring.coreos.com/v1");
    root.put("kind", "PrometheusRule");
    ObjectNode metadata = root.putObject("metadata");
    metadata.put("name", name);
    metadata.putObject("labels").put("app.kubernetes.io/part-of", "basalt");
    write(root.putObject("spec"), groups);
    return text(root);
  }

  private static void write(ObjectNode root, List<RuleGroup> groups) {
    ArrayNode list = root.putArray("groups");
    for (RuleGroup group : groups) {
      ObjectNode node = list.addObject();
      node.put("name", group.name());
      ArrayNode rules = node.putArray("rules");
      group.rules().forEach(rule -> write(rules.addObject(), rule));
    }
  }

  private static void write(ObjectNode node, Rule rule) {
    switch (rule) {
      case Rule.Recording recording -> {
        node.put("record", recording.record());
        node.put("expr", recording.expr());
      }
      case Rule.Alert alert -> {
        node.put("alert", alert.alert());
        node.put("expr", alert.expr());
        if (!alert.hold().isEmpty()) {
          node.put("for", alert.hold());
        }
        node.putObject("labels").put("severity", alert.severity().name().toLowerCase(Locale.ROOT));
        ObjectNode annotations = node.putObject("annotations");
        annotations.put("summary", alert.summary());
        annotations.put("description", alert.description());
        annotations.put("runbook_url", alert.runbook());
      }
    }
  }

  private static String text(ObjectNode root) {
    try {
      return GENERATED + MAPPER.writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values can be written", e);
    }
  }
}
