package dev.basalt.watchdog.rule;

import dev.basalt.core.config.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with placeholders such as {@code {job_name}}. */
public final class Template {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  private final String text;

  private Template(String text) {
    this.text = text;
  }

  /**
   * Reads a text.
   *
   * @param names what placeholders there are
   * @throws IllegalArgumentException if it has another one; names the nearest
   */
  public static Template parse(String text, Collection<String> names) {
    Matcher placeholder = PLACEHOLDER.matcher(text);
    List<String> sorted = new ArrayList<>(names);
    sorted.sort(null);
    while (placeholder.find()) {
      String name = placeholder.group(1);
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            "unknown placeholder {" + name + "}" + NearestName.hint(name, sorted));
      }
    }
    return new Template(text);
  }

  /** The text with values for the placeholders. */
  public String fill(UnaryOperator<String> values) {
    return PLACEHOLDER
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(values.apply(found.group(1))));
  }

  @Override
  public String toString() {
    return text;
  }
}
