package dev.basalt.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sections of a document that programs write, between two HTML comments. */
public final class MarkedSections {
  private MarkedSections() {}

  /**
   * Replaces a section, or appends it where the document has none of that name.
   *
   * @throws IllegalArgumentException if the section has a beginning and no end
   */
  public static String replace(String document, String name, String content) {
    String begin = "<!-- " + name + " -->";
    String end = "<!-- /" + name + " -->";
    String section = begin + "\n" + content.strip() + "\n" + end;
    int from = document.indexOf(begin);
    if (from < 0) {
      String gap = document.isEmpty() || document.endsWith("\n\n") ? "" : "\n";
      return document
          + (document.endsWith("\n") || document.isEmpty() ? "" : "\n")
          + gap
          + section
          + "\n";
    }
    int to = document.indexOf(end, from);
    if (to < 0) {
      throw new IllegalArgumentException(
          "the document has " + begin + " without " + end + " after it: add the line by hand");
    }
    return document.substring(0, from) + section + document.substring(to + end.length());
  }

  /** Replaces a section of a file, which is made if it is not there. */
  public static void write(Path file, String name, String content) throws IOException {
    String document = Files.exists(file) ? Files.readString(file) : "";
    Files.writeString(file, replace(document, name, content));
  }
}
