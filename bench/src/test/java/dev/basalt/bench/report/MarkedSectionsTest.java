package dev.basalt.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MarkedSectionsTest {
  @Test
  void aSectionIsReplacedAndTheRestStays() {
    String document = "before\n<!-- a -->\nold\nlines\n<!-- /a -->\nafter\n";
    assertThat(MarkedSections.replace(document, "a", "\nnew\n\n"))
        .isEqualTo("before\n<!-- a -->\nnew\n<!-- /a -->\nafter\n");
  }

  @Test
  void replacingTwiceChangesNothing() {
    String once = MarkedSections.replace("text", "a", "new");
    assertThat(MarkedSections.replace(once, "a", "new")).isEqualTo(once);
  }

  @Test
  void aMissingSectionIsAppendedAfterAnEmptyLine() {
    assertThat(MarkedSections.replace("text", "a", "new"))
        .isEqualTo("text\n\n<!-- a -->\nnew\n<!-- /a -->\n");
    assertThat(MarkedSections.replace("", "a", "new")).isEqualTo("<!-- a -->\nnew\n<!-- /a -->\n");
  }

  @Test
  void namesThatBeginAlikeAreDifferentSections() {
    String both =
        MarkedSections.replace(MarkedSections.replace("", "s1", "one"), "s1-warm", "warm");
    assertThat(MarkedSections.replace(both, "s1", "two")).contains("two", "warm");
  }

  @Test
  void aSectionWithoutEndIsLeftAlone() {
    assertThatThrownBy(() -> MarkedSections.replace("<!-- a -->\ntext", "a", "new"))
        .hasMessageContaining("without <!-- /a -->");
  }
}
