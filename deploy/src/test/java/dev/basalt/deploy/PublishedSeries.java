package dev.basalt.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The series that the documents list, in the first column of their tables. */
record PublishedSeries(Set<String> names) {
  private static final Pattern NAME =
      Pattern.compile("(?<![a-z_:])(?:basalt|volcano|jvm|process|system)_[a-z0-9_]+");
  private static final Pattern TEXT = Pattern.compile("(__name__=~)?\"[^\"]*\"");
  private static final List<String> PARTS = List.of("_bucket", "_sum", "_count", "_max");

  static PublishedSeries read() throws IOException {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> documents = Files.list(Path.of("../docs"))) {
      for (Path document : documents.filter(file -> file.toString().endsWith(".md")).toList()) {
        for (String line : Files.readAllLines(document)) {
          if (line.startsWith("| `")) {
            names.addAll(names(line.split("\\|", 3)[1]));
          }
        }
      }
    }
    return new PublishedSeries(names);
  }

  /** What the exporter publishes of objects: more than one process may tell of the same one. */
  static Set<String> ofObjects() throws IOException {
    Set<String> names = new TreeSet<>();
    boolean exporters = false;
    for (String line : Files.readAllLines(Path.of("../docs/metrics.md"))) {
      exporters = line.startsWith("## ") ? line.startsWith("## Exporter") : exporters;
      if (exporters && line.startsWith("| `")) {
        names.addAll(names(line.split("\\|", 3)[1]));
      }
    }
    names.removeIf(name -> name.endsWith("_total"));
    return names;
  }

  /** The names of series in a query. */
  static Set<String> names(String expr) {
    Set<String> names = new TreeSet<>();
    String selectors =
        TEXT.matcher(expr)
            .replaceAll(
                text -> text.group(1) == null ? "\"\"" : Matcher.quoteReplacement(text.group()));
    Matcher matcher = NAME.matcher(selectors);
    while (matcher.find()) {
      names.add(matcher.group());
    }
    return names;
  }

  /** Whether somebody publishes a series of this name, or the histogram that it is a part of. */
  boolean has(String name) {
    return PARTS.stream()
            .filter(name::endsWith)
            .map(part -> name.substring(0, name.length() - part.length()))
            .anyMatch(whole -> names.contains(whole) || names.contains(whole + "_sum"))
        || names.contains(name);
  }
}
