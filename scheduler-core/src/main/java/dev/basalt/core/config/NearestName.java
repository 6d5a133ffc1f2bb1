package dev.basalt.core.config;

import java.util.Collection;
import java.util.Comparator;

/** Finds what a person may have meant. */
public final class NearestName {
  private NearestName() {}

  /** {@code ; did you mean "x"?} with the nearest of the valid names, and all of them. */
  public static String hint(String wrong, Collection<String> valid) {
    if (valid.isEmpty()) {
      return "; there are none";
    }
    String nearest =
        valid.stream()
            .min(
                Comparator.<String>comparingInt(name -> distance(wrong, name))
                    .thenComparing(Comparator.naturalOrder()))
            .orElse("");
    return "; did you mean \"" + nearest + "\"? Valid: " + String.join(", ", valid);
  }

  /** Levenshtein's edit distance. */
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int above = row[j];
        int change = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[to.length()];
  }
}
