package dev.basalt.app.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A scrape in Prometheus' text format.
 *
 * @param families the names that have a TYPE line
 * @param withoutHelp those of them, and of samples, that no HELP line with text explains
 * @param duplicates series, name and labels, that come more than once
 */
record Exposition(Set<String> families, Set<String> withoutHelp, List<String> duplicates) {
  private static final List<String> SUFFIXES = List.of("", "_bucket", "_count", "_sum", "_max");

  static Exposition parse(String text) {
    Set<String> families = new TreeSet<>();
    Set<String> explained = new TreeSet<>();
    Set<String> named = new TreeSet<>();
    Set<String> series = new TreeSet<>();
    List<String> duplicates = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# TYPE ")) {
        families.add(words[2]);
        named.add(words[2]);
      } else if (line.startsWith("# HELP ")) {
        if (words.length == 4 && !words[3].isBlank()) {
          explained.add(words[2]);
        }
      } else if (!line.isEmpty()) {
        String sample = line.substring(0, line.lastIndexOf(' '));
        if (!series.add(sample)) {
          duplicates.add(sample);
        }
        named.add(family(sample.replaceFirst("\\{.*", ""), families));
      }
    }
    Set<String> withoutHelp = new TreeSet<>(named);
    withoutHelp.removeAll(explained);
    return new Exposition(families, withoutHelp, duplicates);
  }

  private static String family(String sample, Set<String> families) {
    return SUFFIXES.stream()
        .filter(sample::endsWith)
        .map(suffix -> sample.substring(0, sample.length() - suffix.length()))
        .filter(families::contains)
        .findFirst()
        .orElse(sample);
  }
}
