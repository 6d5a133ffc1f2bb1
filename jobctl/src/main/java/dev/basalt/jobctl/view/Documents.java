package dev.basalt.jobctl.view;

import com.fasterxml.jackson.databind.JsonNode;
import dev.basalt.jobctl.manifest.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects as JSON or YAML, without what only servers want to know. */
public final class Documents {
  private Documents() {}

  /** A list as kubectl prints it. */
  public static String list(Output output, List<JsonNode> items) {
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("apiVersion", "v1");
    list.put("kind", "List");
    list.put("items", items.stream().map(Documents::plain).toList());
    return text(output, list);
  }

  /** One object. */
  public static String object(Output output, JsonNode object) {
    Object plain = plain(object);
    return text(output, plain == null ? Map.of() : plain);
  }

  /** Maps, lists and scalars. */
  public static String text(Output output, Object plain) {
    if (output == Output.YAML) {
      return YamlText.of(plain);
    }
    StringBuilder text = new StringBuilder();
    JsonLayout.append(text, plain, 0);
    return text.append('\n').toString();
  }

  /** Maps, lists and scalars of a JSON tree; managedFields are left out. */
  public static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new LinkedHashMap<>();
      node.properties()
          .forEach(entry -> {
            if (!entry.getKey().equals("managedFields")) {
              map.put(entry.getKey(), plain(entry.getValue()));
            }
          });
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(entry -> list.add(plain(entry)));
      return list;
    }
    return switch (node.getNodeType()) {
      case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : node.doubleValue();
      case BOOLEAN -> node.booleanValue();
      case STRING -> node.textValue();
      default -> null;
    };
  }
}
