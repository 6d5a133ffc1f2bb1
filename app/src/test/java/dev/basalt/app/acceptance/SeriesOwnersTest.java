package dev.basalt.app.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.testkit.metrics.OpenMetricsText;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeriesOwnersTest {
  private static OpenMetricsText publishing(String... families) {
    StringBuilder text = new StringBuilder();
    for (String family : families) {
      text.append("# TYPE ").append(family).append(" gauge\n");
    }
    return OpenMetricsText.parse(text.append("# EOF\n").toString());
  }

  @Test
  void aSeriesOfTwoRolesIsFoundButNotThoseOfAnyProcess() {
    assertThat(
            SeriesOwners.publishedTwice(
                Map.of(
                    "a",
                        publishing("jvm_memory_used_bytes", "basalt_build", "basalt_a", "basalt_c"),
                    "b",
                        publishing(
                            "jvm_memory_used_bytes", "basalt_build", "basalt_b", "basalt_c"))))
        .hasSize(1)
        .hasEntrySatisfying(
            "basalt_c",
            roles -> assertThat(roles).containsExactlyInAnyOrderElementsOf(List.of("a", "b")));
  }
}
