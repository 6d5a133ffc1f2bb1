package dev.basalt.build;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds every Java source below a folder to google-java-format.
 *
 * <p>It runs in the toolchain's JVM rather than in Maven's, because the formatter parses with the
 * compiler of the JVM it runs in and Maven may run on an older one.
 */
public final class FormatGate {
  private final Formatter formatter = new Formatter();

  private FormatGate() {}

  /**
   * Checks or rewrites the sources.
   *
   * @param args {@code check} or {@code apply}, then the root folder
   * @throws IOException if a source cannot be read or written
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 2 || !List.of("check", "apply").contains(args[0])) {
      System.err.println("usage: FormatGate check|apply FOLDER");
      System.exit(2);
    }
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    FormatGate gate = new FormatGate();
    int wrong = 0;
    for (Path source : sources(root)) {
      wrong += gate.visit(source, root, apply) ? 0 : 1;
    }
    if (wrong > 0 && !apply) {
      System.err.println(wrong + " file(s) are not formatted; run: ./basalt format");
      System.exit(1);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(path -> path.toString().endsWith(".java"))
          .filter(path -> !root.relativize(path).toString().contains("target/"))
          .sorted()
          .toList();
    }
  }

  /** Returns whether the file was as the formatter wants it. */
  private boolean visit(Path source, Path root, boolean apply) throws IOException {
    String before = Files.readString(source);
    String after;
    try {
      String pruned = RemoveUnusedImports.removeUnusedImports(before);
      after = formatter.formatSource(ImportOrderer.reorderImports(pruned, Style.GOOGLE));
    } catch (FormatterException e) {
      System.err.println(root.relativize(source) + ": " + e.getMessage());
      return false;
    }
    if (after.equals(before)) {
      return true;
    }
    System.err.println((apply ? "formatted " : "not formatted: ") + root.relativize(source));
    if (apply) {
      Files.writeString(source, after);
    }
    return false;
  }
}
