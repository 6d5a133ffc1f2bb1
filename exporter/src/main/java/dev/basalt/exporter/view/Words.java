package dev.basalt.exporter.view;

import java.util.HashMap;
import java.util.Map;

/** Words that anybody can write, as values of a label: not more than some. */
final class Words {
  /** For whatever has no word. */
  static final String UNKNOWN = "Unknown";

  private static final String OTHER = "Other";
  private static final int MOST = 100;
  private static final int LONGEST = 64;

  private final Map<String, String> known = new HashMap<>();

  /** The value for a word: the word itself, or another one for all that are too many. */
  String of(String word) {
    if (word.isEmpty()) {
      return UNKNOWN;
    }
    String value = known.get(word);
    if (value == null) {
      value = known.size() < MOST && word.length() <= LONGEST ? word : OTHER;
      if (!value.equals(OTHER)) {
        known.put(word, word);
      }
    }
    return value;
  }
}
