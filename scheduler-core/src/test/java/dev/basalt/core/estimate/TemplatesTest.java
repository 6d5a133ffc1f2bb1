package dev.basalt.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplatesTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "train, train",
    "train-0, train",
    "train-worker-12, train-worker",
    "nightly-28912345-x7k2p, nightly",
    "web-7d9f8b6c5d-x7k2p, web",
    "a-1-2-3-4, a-1",
    "spark-batch, spark-batch",
    "-5, -5",
    "7, 7",
    "job-1x, job-1x",
    "'', ''",
  })
  void theNameOfATemplateIsTheStemOfWhatWasMadeFromIt(String made, String name) {
    assertThat(Templates.nameOf(made)).isEqualTo(name);
  }

  @Test
  void nothingIsKnownUntilOneHasRun() {
    assertThat(new Template().estimateNanos()).isEqualTo(Template.UNKNOWN);
  }

  @Test
  void theFirstRunCountsTwiceAndEqualRunsBringTheEstimateDownToTheirLength() {
    Template template = new Template();
    template.ran(10 * SECOND);
    assertThat(template.estimateNanos()).isEqualTo(20 * SECOND);
    for (int i = 0; i < 30; i++) {
      template.ran(10 * SECOND);
    }
    assertThat(template.estimateNanos()).isBetween(10 * SECOND, 10 * SECOND + SECOND / 100);
  }

  @Test
  void oneOddRunDoesNotCarryTheEstimateAwayAndANewLengthIsLearned() {
    Template template = new Template();
    for (int i = 0; i < 50; i++) {
      template.ran(10 * SECOND);
    }
    template.ran(100 * SECOND);
    assertThat(template.estimateNanos()).isLessThan(70 * SECOND);
    for (int i = 0; i < 50; i++) {
      template.ran(40 * SECOND);
    }
    assertThat(template.estimateNanos()).isBetween(39 * SECOND, 44 * SECOND);
  }

  @Test
  void mostRunsOfATemplateThatVariesEndWithinTheEstimate() {
    Template template = new Template();
    int within = 0;
    for (int i = 0; i < 1000; i++) {
      long run = (60 + (i * 37L) % 41) * SECOND;
      within += run <= template.estimateNanos() ? 1 : 0;
      template.ran(run);
    }
    assertThat(within).isGreaterThan(900);
  }

  @Test
  void namespacesAndRolesAreTemplatesOfTheirOwn() {
    Templates templates = new Templates();
    Template one = templates.of("team", "train", "worker");
    assertThat(templates.of("team", "train", "worker")).isSameAs(one);
    assertThat(templates.of("team", "train", "ps")).isNotSameAs(one);
    assertThat(templates.of("other", "train", "worker")).isNotSameAs(one);
  }

  @Test
  void thoseUsedLongestAgoAreForgotten() {
    Templates templates = new Templates();
    Template often = templates.of("team", "often", "");
    Template once = templates.of("team", "once", "");
    for (int i = 0; i < Templates.MOST; i++) {
      templates.of("team", "t" + i, "");
      templates.of("team", "often", "");
    }
    assertThat(templates.size()).isEqualTo(Templates.MOST);
    assertThat(templates.of("team", "often", "")).isSameAs(often);
    assertThat(templates.of("team", "once", "")).isNotSameAs(once);
  }
}
