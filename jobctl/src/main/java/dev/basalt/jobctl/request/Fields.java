package dev.basalt.jobctl.request;

import dev.basalt.core.config.NearestName;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One level of a request, read field by field; what is wrong is collected, never thrown. */
final class Fields {
  private static final int FEW = 10;

  private final String prefix;
  private final Map<?, ?> values;
  private final List<String> problems;

  Fields(String prefix, Map<?, ?> values, List<String> problems) {
    this.prefix = prefix;
    this.values = values;
    this.problems = problems;
  }

  /** Complains about fields that nobody knows. */
  void allow(List<String> known) {
    for (Object key : values.keySet()) {
      if (!known.contains(key)) {
        String name = String.valueOf(key);
        bad(name, "no such field" + hint(name, known));
      }
    }
  }

  /** The nearest field; all of them only where they fit into a line. */
  private static String hint(String name, List<String> known) {
    String hint = NearestName.hint(name, known);
    return known.size() <= FEW ? hint : hint.substring(0, hint.indexOf(" Valid: "));
  }

  void bad(String field, String problem) {
    problems.add(prefix + field + ": " + problem);
  }

  boolean has(String field) {
    return values.get(field) != null;
  }

  @Nullable Object raw(String field) {
    return values.get(field);
  }

  /** A text or a number as text; null if it is absent or wrong. */
  @Nullable String text(String field) {
    Object value = values.get(field);
    if (value == null) {
      return null;
    }
    String text = scalar(value);
    if (text == null || text.isEmpty()) {
      bad(field, notText(value));
      return null;
    }
    return text;
  }

  private static String notText(@Nullable Object value) {
    return value instanceof Double
        ? "so large or small a number must be in quotes"
        : "must be a text; it is " + shown(value);
  }

  String text(String field, String absent) {
    String text = text(field);
    return text == null ? absent : text;
  }

  boolean flag(String field) {
    Object value = values.get(field);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    bad(field, "must be true or false; it is " + shown(value));
    return false;
  }

  /** A whole number; {@code absent} if it is absent or wrong. */
  int number(String field, int least, int most, int absent) {
    Object value = values.get(field);
    if (value == null) {
      return absent;
    }
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    bad(
        field,
        most == Integer.MAX_VALUE
            ? "must be a whole number from " + least + " on; it is " + shown(value)
            : "must be a whole number from %d to %d; it is %s"
                .formatted(least, most, shown(value)));
    return absent;
  }

  /** One of some words; null if it is absent or wrong. */
  @Nullable String word(String field, List<String> words) {
    String word = text(field);
    if (word == null || words.contains(word)) {
      return word;
    }
    bad(field, "\"" + word + "\" is none" + NearestName.hint(word, words));
    return null;
  }

  /** A list of texts; empty if it is absent. */
  List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    for (Object value : list(field)) {
      String text = value == null ? null : scalar(value);
      if (text == null) {
        bad(field, "must be a list of texts; it holds " + shown(value));
        return List.of();
      }
      texts.add(text);
    }
    return texts;
  }

  List<?> list(String field) {
    Object value = values.get(field);
    if (value == null || value instanceof List) {
      return value == null ? List.of() : (List<?>) value;
    }
    bad(field, "must be a list; it is " + shown(value));
    return List.of();
  }

  Map<?, ?> map(String field) {
    Object value = values.get(field);
    if (value == null || value instanceof Map) {
      return value == null ? Map.of() : (Map<?, ?>) value;
    }
    bad(field, "must be a map; it is " + shown(value));
    return Map.of();
  }

  /** Texts by key, in the order given; empty if it is absent. */
  Map<String, String> textMap(String field) {
    Map<String, String> all = new LinkedHashMap<>();
    map(field)
        .forEach((key, value) -> {
          String text = value == null ? null : scalar(value);
          if (text == null) {
            bad(field + "." + key, notText(value));
          } else {
            all.put(String.valueOf(key), text);
          }
        });
    return all;
  }

  /** A length of time in seconds; -1 if it is absent or wrong. */
  long seconds(String field) {
    Object value = values.get(field);
    if (value == null) {
      return -1;
    }
    long seconds = value instanceof Integer number ? number : Lengths.seconds(value.toString());
    if (seconds < 0) {
      bad(field, shown(value) + " is no length of time; write one such as 90s, 2h30m or 7d");
    } else if (seconds > Integer.MAX_VALUE) {
      bad(field, shown(value) + " is too long; it may be 24855d");
    }
    return Math.max(-1, seconds);
  }

  /**
   * The text of a scalar; null for what is none, and for numbers too large or small to be plain.
   */
  static @Nullable String scalar(Object value) {
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag.toString();
      case Double number -> decimal(number);
      case Number number -> number.toString();
      default -> null;
    };
  }

  private static @Nullable String decimal(double number) {
    double size = Math.abs(number);
    if (number != 0 && !(size >= 1e-4 && size < 1e16)) {
      return null;
    }
    String plain = new BigDecimal(Double.toString(number)).toPlainString();
    return plain.indexOf('.') < 0 ? plain + ".0" : plain;
  }

  static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case Map<?, ?> map -> "a map";
      case List<?> list -> "a list";
      case String text -> "\"" + text + "\"";
      default -> value.toString();
    };
  }
}
