package dev.basalt.watchdog.rule;

import java.util.List;

/**
 * Which names a rule is for: names, or beginnings of names followed by {@code *}; with {@code !}
 * before it, which not. The last one that matches decides.
 *
 * @param patterns none for all names
 */
public record Names(List<String> patterns) {
  /** All names. */
  public static final Names ALL = new Names(List.of());

  public Names {
    patterns = List.copyOf(patterns);
  }

  /** Whether a name is one of these. */
  public boolean contain(String name) {
    if (patterns.isEmpty()) {
      return true;
    }
    boolean contained = patterns.getFirst().startsWith("!");
    for (String pattern : patterns) {
      boolean without = pattern.startsWith("!");
      if (matches(without ? pattern.substring(1) : pattern, name)) {
        contained = !without;
      }
    }
    return contained;
  }

  private static boolean matches(String pattern, String name) {
    return pattern.endsWith("*")
        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
        : name.equals(pattern);
  }
}
