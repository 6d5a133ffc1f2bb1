package dev.basalt.jobctl.manifest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * YAML that every parser reads alike: a text is plain only where no version of YAML could take it
 * for something else, a literal block where it has several lines, and a JSON string otherwise.
 */
public final class YamlText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9_./-]*");
  private static final Pattern BLOCK =
      Pattern.compile("(?=\\S)(?:[\\x20-\\x7e\\xa0-\\u2027\\u2030-\\ud7ff]|\\n)+(?<=\\S)");

  /** What YAML takes for the end of a line, or does not take at all, inside quotes. */
  private static final Pattern UNSAFE =
      Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]");

  private static final Set<String> OTHERS =
      Set.of("true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf");

  private YamlText() {}

  /** The text of maps, lists, texts, whole numbers and booleans, with a line feed at the end. */
  public static String of(Object value) {
    StringBuilder text = new StringBuilder();
    if (value instanceof Map<?, ?> map && !map.isEmpty()) {
      entries(text, map, 0, false);
    } else if (value instanceof List<?> list && !list.isEmpty()) {
      items(text, list, 0);
    } else {
      scalar(text, value, 0);
    }
    return text.toString();
  }

  /**
   * The entries of a map.
   *
   * @param inline whether the first one goes on in the line that is there
   */
  private static void entries(StringBuilder text, Map<?, ?> map, int depth, boolean inline) {
    boolean first = inline;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.repeat(' ', first ? 0 : depth);
      first = false;
      string(text, String.valueOf(entry.getKey()));
      text.append(':');
      Object value = entry.getValue();
      if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
        text.append('\n');
        entries(text, inner, depth + 2, false);
      } else if (value instanceof List<?> inner && !inner.isEmpty()) {
        text.append('\n');
        items(text, inner, depth);
      } else {
        scalar(text.append(' '), value, depth + 2);
      }
    }
  }

  private static void items(StringBuilder text, List<?> list, int depth) {
    for (Object value : list) {
      text.repeat(' ', depth).append("- ");
      if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
        entries(text, inner, depth + 2, true);
      } else {
        scalar(text, value, depth + 2);
      }
    }
  }

  private static void scalar(StringBuilder text, @Nullable Object value, int depth) {
    if (!(value instanceof String string)) {
      text.append(JsonText.of(value)).append('\n');
    } else if (string.indexOf('\n') >= 0 && BLOCK.matcher(string).matches()) {
      text.append("|-\n");
      for (String line : string.split("\n", -1)) {
        text.repeat(' ', line.isEmpty() ? 0 : depth).append(line).append('\n');
      }
    } else {
      string(text, string);
      text.append('\n');
    }
  }

  private static void string(StringBuilder text, String string) {
    boolean plain =
        PLAIN.matcher(string).matches()
            && !OTHERS.contains(string.toLowerCase(java.util.Locale.ROOT));
    if (plain) {
      text.append(string);
    } else {
      text.append(
          UNSAFE
              .matcher(JsonText.of(string))
              .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0))));
    }
  }
}
