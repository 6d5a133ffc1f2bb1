package dev.basalt.webhook.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the disruption budget in a pod's annotations must be like. */
public final class DisruptionRules {
  /** Annotation of a pod: how many of its job's pods must be left running, or which part. */
  public static final String MIN_AVAILABLE = "volcano.sh/jdb-min-available";

  /** Annotation of a pod: how many of its job's pods may be evicted at once, or which part. */
  public static final String MAX_UNAVAILABLE = "volcano.sh/jdb-max-unavailable";

  private static final Pattern PERCENT = Pattern.compile("([0-9]+)%");

  private DisruptionRules() {}

  /** Looks at the annotations of a pod. */
  public static Violations check(@Nullable Map<String, String> annotations) {
    Violations violations = new Violations();
    List<String> named = new ArrayList<>();
    for (String key : List.of(MIN_AVAILABLE, MAX_UNAVAILABLE)) {
      String value = Given.map(annotations).get(key);
      if (value != null) {
        named.add(key);
        value(key, value, violations);
      }
    }
    if (named.size() > 1) {
      violations.add(
          "not allow configure multiple annotations <[%s]> at same time: keep one of them"
              .formatted(String.join(" ", named)));
    }
    return violations;
  }

  private static void value(String key, String value, Violations violations) {
    Matcher percent = PERCENT.matcher(value);
    if (percent.matches()) {
      String digits = percent.group(1);
      int share = digits.length() > 3 ? 0 : Integer.parseInt(digits);
      if (share < 1 || share > 99) {
        violations.add(
            "invalid value <\"%s\"> for %s, it must be a valid percentage which between 1%% ~ 99%%"
                .formatted(value, key));
      }
      return;
    }
    if (!value.matches("0*[1-9][0-9]{0,8}")) {
      violations.add(
          "invalid value <\"%s\"> for %s, it must be a positive integer".formatted(value, key));
    }
  }
}
