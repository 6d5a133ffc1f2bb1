package dev.basalt.app.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page, taken apart: as much of Markdown as our pages use.
 *
 * @param file where it lies
 * @param anchors what a link into it may name after {@code #}, as GitHub makes them of headings
 * @param links what it links to, as it stands there
 * @param blocks lines of code in blocks
 * @param spans code within text
 */
record Markdown(
    Path file, Set<String> anchors, List<Place> links, List<Place> blocks, List<Place> spans) {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern FENCE = Pattern.compile("^\\s*```.*");
  private static final Pattern INDENTED = Pattern.compile("^ {4}\\S.*");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} +(.*?) *#*$");
  private static final Pattern SPAN = Pattern.compile("(?<!`)`([^`]+)`(?!`)");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^()\\s]+)(?: \"[^\"]*\")?\\)");

  /** Something at a line of the page, from 1. */
  record Place(int line, String text) {}

  /** All pages of the checkout. */
  static List<Markdown> all() {
    List<Markdown> pages = new ArrayList<>();
    try {
      Files.walkFileTree(
          ROOT,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes ignored) {
              String name = folder.getFileName().toString();
              boolean skipped =
                  name.equals("target") || (name.startsWith(".") && !folder.equals(ROOT));
              return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
              if (file.toString().endsWith(".md")) {
                pages.add(read(file));
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  static Markdown read(Path file) {
    try {
      return parse(file, Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Markdown parse(Path file, String text) {
    Markdown page =
        new Markdown(
            file, new LinkedHashSet<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<String, Integer> headings = new HashMap<>();
    boolean fenced = false;
    boolean blank = true;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (FENCE.matcher(line).matches()) {
        fenced = !fenced;
      } else if (fenced || (blank && INDENTED.matcher(line).matches())) {
        page.blocks.add(new Place(number, line.strip()));
        continue;
      } else {
        page.takeIn(number, line, headings);
      }
      blank = line.isBlank();
    }
    return page;
  }

  private void takeIn(int number, String line, Map<String, Integer> headings) {
    Matcher heading = HEADING.matcher(line);
    if (heading.matches()) {
      String anchor = anchor(heading.group(1));
      int before = headings.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    SPAN.matcher(line).results().forEach(span -> spans.add(new Place(number, span.group(1))));
    LINK.matcher(SPAN.matcher(line).replaceAll(""))
        .results()
        .forEach(link -> links.add(new Place(number, link.group(1))));
  }

  /** The anchor that GitHub gives to a heading. */
  static String anchor(String heading) {
    return heading
        .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}\\-_ ]", "")
        .replace(' ', '-');
  }

  /** Where a place is, for people. */
  String at(Place place) {
    return ROOT.relativize(file) + ":" + place.line();
  }
}
