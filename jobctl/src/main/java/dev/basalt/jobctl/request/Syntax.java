package dev.basalt.jobctl.request;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Kubernetes takes as names, labels and variables, told before it has to refuse them. */
public final class Syntax {
  private static final String PART = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
  private static final String WORD = "[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final Pattern LABEL = Pattern.compile(PART);
  private static final Pattern NAME = Pattern.compile(PART + "(?:\\." + PART + ")*");
  private static final Pattern KEY = Pattern.compile("(?:([^/]*)/)?" + WORD);
  private static final Pattern VALUE = Pattern.compile("(?:" + WORD + ")?");
  private static final Pattern VARIABLE = Pattern.compile("[-._A-Za-z][-._A-Za-z0-9]*");
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 253;

  private final Fields fields;

  Syntax(Fields fields) {
    this.fields = fields;
  }

  /** Whether an object may be called so. */
  public static boolean isName(String text) {
    return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
  }

  private static boolean isKey(String text) {
    var key = KEY.matcher(text);
    return key.matches() && (key.group(1) == null || isName(key.group(1)));
  }

  /** The name of a namespace; null if it is absent or wrong. */
  @Nullable String namespace(String field) {
    String text = fields.text(field);
    if (text != null && (text.length() > LONGEST_LABEL || !LABEL.matcher(text).matches())) {
      fields.bad(
          field,
          "\"%s\" is no name of a namespace; use lowercase letters, digits and dashes, at most %d characters"
              .formatted(text, LONGEST_LABEL));
    }
    return text;
  }

  /** The name of an object; null if it is absent or wrong. */
  @Nullable String name(String field) {
    String text = fields.text(field);
    if (text != null) {
      name(field, text);
    }
    return text;
  }

  void name(String field, String text) {
    if (!isName(text)) {
      fields.bad(
          field,
          "\"%s\" is no name of an object; use lowercase letters, digits, dashes and dots"
              .formatted(text));
    }
  }

  /** The names of objects. */
  List<String> names(String field) {
    List<String> names = fields.texts(field);
    names.forEach(name -> name(field, name));
    return names;
  }

  /** Labels, of which the values are names of a kind too. */
  Map<String, String> labels(String field) {
    Map<String, String> labels = keys(field);
    labels.forEach((key, value) -> {
      if (!VALUE.matcher(value).matches()) {
        fields.bad(
            field + "." + key,
            "\"%s\" is no value of a label; use letters, digits, dashes, dots and underscores, at most %d characters"
                .formatted(value, LONGEST_LABEL));
      }
    });
    return labels;
  }

  /** Texts by keys of labels or annotations. */
  Map<String, String> keys(String field) {
    Map<String, String> texts = fields.textMap(field);
    for (String key : texts.keySet()) {
      if (!isKey(key)) {
        fields.bad(
            field + "." + key,
            "\"%s\" is no key; write such as team or example.com/team".formatted(key));
      }
    }
    return texts;
  }

  void variable(String field, String name) {
    if (!VARIABLE.matcher(name).matches()) {
      fields.bad(
          field + "." + name,
          "\"%s\" is no name of a variable; use letters, digits and underscores, no digit first"
              .formatted(name));
    }
  }
}
