package dev.basalt.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.docs.Markdown.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links between pages lead somewhere. */
final class LinksTest {
  @Test
  void everyLinkLeadsToAFileThatIsThereAndToAHeadingInIt() {
    List<Markdown> pages = Markdown.all();
    assertThat(pages).hasSizeGreaterThan(20);
    List<String> broken = new ArrayList<>();
    for (Markdown page : pages) {
      for (Place link : page.links()) {
        if (!leadsSomewhere(page, link.text())) {
          broken.add(page.at(link) + " " + link.text());
        }
      }
    }
    assertThat(broken).as("links that lead nowhere").isEmpty();
  }

  @Test
  void everyPageOfTheDocumentationIsInItsIndex() {
    Path docs = Markdown.ROOT.resolve("docs");
    Markdown index = Markdown.read(docs.resolve("README.md"));
    List<String> named =
        index.links().stream().map(link -> link.text().replaceFirst("#.*", "")).toList();
    for (Markdown page : Markdown.all()) {
      if (page.file().startsWith(docs) && !page.file().equals(index.file())) {
        assertThat(named)
            .as("links of docs/README.md")
            .contains(docs.relativize(page.file()).toString());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'[a](b.md)', false",
    "'[a](README.md)', true",
    "'[a](docs/)', true",
    "'[a](#here-and-now)', true",
    "'[a](#nowhere)', false",
    "'[a](https://example.com/nothing)', true",
    "'`[a](b.md)`', true",
  })
  void aLinkThatLeadsNowhereIsFound(String text, boolean leads) {
    Markdown page = Markdown.parse(Markdown.ROOT.resolve("x.md"), "# Here, and `now`\n" + text);
    assertThat(page.links().stream().allMatch(link -> leadsSomewhere(page, link.text())))
        .isEqualTo(leads);
  }

  private static boolean leadsSomewhere(Markdown page, String link) {
    if (link.matches("[a-z]+:.*")) {
      return true; // elsewhere
    }
    int hash = link.indexOf('#');
    String name = hash < 0 ? link : link.substring(0, hash);
    Path target = name.isEmpty() ? page.file() : page.file().resolveSibling(name).normalize();
    if (hash < 0 || !target.toString().endsWith(".md")) {
      return Files.exists(target);
    }
    Markdown other = name.isEmpty() ? page : Files.exists(target) ? Markdown.read(target) : null;
    return other != null && other.anchors().contains(link.substring(hash + 1));
  }
}
