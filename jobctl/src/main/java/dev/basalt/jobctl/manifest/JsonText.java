package dev.basalt.jobctl.manifest;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON without spaces and with sorted keys: one text for one content, the same that Python's {@code
 * json.dumps(x, sort_keys=True, separators=(",", ":"), ensure_ascii=False)} gives.
 */
public final class JsonText {
  private JsonText() {}

  /** The text of maps, lists, texts, numbers and booleans. */
  public static String of(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, @Nullable Object value) {
    switch (value) {
      case null -> text.append("null");
      case Map<?, ?> map -> object(text, map);
      case List<?> list -> {
        char before = '[';
        for (Object entry : list) {
          append(text.append(before), entry);
          before = ',';
        }
        text.append(before == '[' ? "[]" : "]");
      }
      case Boolean flag -> text.append(flag);
      case Double number -> text.append(decimal(number));
      case Number number -> text.append(number);
      default -> string(text, value.toString());
    }
  }

  /** The shortest form that gives the same number, as long as it needs no exponent. */
  private static String decimal(double number) {
    String plain = new BigDecimal(Double.toString(number)).toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  private static void object(StringBuilder text, Map<?, ?> map) {
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach((key, entry) -> sorted.put(String.valueOf(key), entry));
    char before = '{';
    for (Map.Entry<String, Object> entry : sorted.entrySet()) {
      string(text.append(before), entry.getKey());
      append(text.append(':'), entry.getValue());
      before = ',';
    }
    text.append(before == '{' ? "{}" : "}");
  }

  static void string(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char at = string.charAt(i);
      switch (at) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        default -> {
          if (at < ' ') {
            text.append("\\u00").append(at < 16 ? "0" : "").append(Integer.toHexString(at));
          } else {
            text.append(at);
          }
        }
      }
    }
    text.append('"');
  }
}
