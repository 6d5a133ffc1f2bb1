package dev.basalt.exporter.view;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/** Counts by a word; words with none are not there. */
public final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  void add(String word, int more) {
    if (more != 0) {
      counts.merge(word, more, (before, change) -> before + change == 0 ? null : before + change);
    }
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** How many have a word. */
  public int get(String word) {
    return counts.getOrDefault(word, 0);
  }

  /** Each word with its count, by word. */
  public void forEach(ObjIntConsumer<String> consumer) {
    counts.forEach(consumer::accept);
  }
}
