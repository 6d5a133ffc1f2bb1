package dev.basalt.watchdog.config;

import dev.basalt.core.config.NearestName;
import dev.basalt.core.resource.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A map in a YAML file, whose errors name line and field. */
final class Section {
  private final String path;
  private final int line;
  private final Map<String, Node> fields = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();

  /**
   * A map.
   *
   * @param path how it is called in errors; empty for the whole file
   * @throws RulesException if the node is none, or has a key twice
   */
  Section(@Nullable Node node, String path) throws RulesException {
    this.path = path;
    this.line = node == null ? 1 : line(node);
    if (!(node instanceof MappingNode map)) {
      throw error(line, path, "must be a map of keys to values");
    }
    for (NodeTuple one : map.getValue()) {
      if (!(one.getKeyNode() instanceof ScalarNode key)) {
        throw error(line(one.getKeyNode()), path, "has a key that is no plain word");
      }
      if (fields.put(key.getValue(), one.getValueNode()) != null) {
        throw error(line(key), field(key.getValue()), "is there twice; remove one of them");
      }
      lines.put(key.getValue(), line(key));
    }
  }

  /** Refuses what nobody reads. */
  void only(List<String> known) throws RulesException {
    for (Map.Entry<String, Integer> one : lines.entrySet()) {
      if (!known.contains(one.getKey())) {
        throw error(
            one.getValue(),
            path,
            "unknown field \"" + one.getKey() + "\"" + NearestName.hint(one.getKey(), known));
      }
    }
  }

  boolean has(String name) {
    return fields.containsKey(name);
  }

  /** A text, null if absent. */
  @Nullable String text(String name) throws RulesException {
    Node node = fields.get(name);
    if (node == null) {
      return null;
    }
    if (!(node instanceof ScalarNode scalar)) {
      throw error(name, "must be a text");
    }
    return scalar.getValue();
  }

  String text(String name, String otherwise) throws RulesException {
    String text = text(name);
    return text == null ? otherwise : text;
  }

  /** A text that must be there. */
  String required(String name, String remedy) throws RulesException {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw error(line, path, name + " is missing; " + remedy);
    }
    return text;
  }

  boolean flag(String name, boolean otherwise) throws RulesException {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw error(name, "must be true or false, not \"" + text + "\"");
    }
    return text.equals("true");
  }

  Duration duration(String name, Duration otherwise) throws RulesException {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Duration.ofNanos(Durations.parseNanos(text));
    } catch (IllegalArgumentException e) {
      throw error(name, String.valueOf(e.getMessage()));
    }
  }

  double number(String name, double otherwise) throws RulesException {
    String text = text(name);
    if (text == null) {
      return otherwise;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw error(name, "must be a number, not \"" + text + "\"");
    }
  }

  /** One of several words. */
  <T> T choice(String name, String text, Map<String, T> known) throws RulesException {
    T value = known.get(text);
    if (value == null) {
      throw error(name, "unknown \"" + text + "\"" + NearestName.hint(text, known.keySet()));
    }
    return value;
  }

  List<String> texts(String name) throws RulesException {
    List<String> texts = new ArrayList<>();
    for (Node node : list(name)) {
      if (!(node instanceof ScalarNode scalar)) {
        throw error(line(node), field(name), "must be a list of texts");
      }
      texts.add(scalar.getValue());
    }
    return texts;
  }

  /** Maps in a list, none if it is absent. */
  List<Section> sections(String name) throws RulesException {
    List<Section> sections = new ArrayList<>();
    List<Node> nodes = list(name);
    for (int i = 0; i < nodes.size(); i++) {
      sections.add(new Section(nodes.get(i), field(name) + "[" + i + "]"));
    }
    return sections;
  }

  private List<Node> list(String name) throws RulesException {
    Node node = fields.get(name);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode list)) {
      throw error(name, "must be a list");
    }
    return list.getValue();
  }

  /** A map of texts, empty if it is absent. */
  SortedMap<String, String> map(String name) throws RulesException {
    SortedMap<String, String> map = new TreeMap<>();
    if (has(name)) {
      Section inner = new Section(fields.get(name), field(name));
      for (String key : inner.fields.keySet()) {
        map.put(key, inner.text(key, ""));
      }
    }
    return map;
  }

  RulesException error(String name, String what) {
    return error(lines.getOrDefault(name, line), field(name), what);
  }

  private static RulesException error(int line, String path, String what) {
    return new RulesException("line " + line + ": " + (path.isEmpty() ? "" : path + ": ") + what);
  }

  private String field(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }
}
