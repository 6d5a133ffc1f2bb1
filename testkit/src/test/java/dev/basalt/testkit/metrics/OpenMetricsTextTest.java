package dev.basalt.testkit.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMetricsTextTest {
  private static final String GOOD =
      """
      # TYPE a_seconds gauge
      # UNIT a_seconds seconds
      # HELP a_seconds some time
      a_seconds{x="1",y="a \\"b\\" \\\\ c"} 1.5
      a_seconds{x="2",y=""} 2.0
      # TYPE b counter
      # HELP b events
      b_total 3.0
      # TYPE c info
      # HELP c a thing
      c_info{name="n"} 1
      # TYPE d histogram
      # HELP d times
      d_bucket{le="1.0"} 1
      d_bucket{le="+Inf"} 2
      d_count 2
      d_sum 4.0
      # EOF
      """;

  @Test
  void aTextThatKeepsToTheRulesHasNoFaults() {
    OpenMetricsText text = OpenMetricsText.parse(GOOD);
    assertThat(text.faults()).isEmpty();
    assertThat(text.families()).containsExactlyInAnyOrder("a_seconds", "b", "c", "d");
    assertThat(text.value("a_seconds", "x", "1")).isEqualTo(1.5);
    assertThat(text.samples("a_seconds").getFirst().labels()).containsEntry("y", "a \"b\" \\ c");
    assertThat(text.value("d_bucket", "le", "+Inf")).isEqualTo(2.0);
    assertThat(text.value("b_total", "x", "1")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          '# EOF' | | the text does not end
          b_total 3.0 | b 3.0 | not of the family b
          '# HELP b events' | # TYPE b counter | twice
          '# HELP c a thing' | | no HELP: c
          '# UNIT a_seconds seconds' | # UNIT a_seconds bytes | not in its unit
          c_info{name="n"} 1 | c_info{name="n"} 2 | an info other than 1
          d_count 2 | d_count 3 | the last bucket is not the count
          d_bucket{le="+Inf"} 2 | d_bucket{le="+Inf"} 0 | a bucket smaller
          d_sum 4.0 | a_seconds{x="3"} 1 | not of the family d
          x="2",y="" | x="1",y="a \\"b\\" \\\\ c" | twice
          {x="2",y=""} | {x=2} | not readable
          """)
  void aFaultIsNamed(String part, @org.jspecify.annotations.Nullable String instead, String told) {
    String text = GOOD.replace(part, instead == null ? "" : instead);
    assertThat(OpenMetricsText.parse(text).faults()).anyMatch(fault -> fault.contains(told));
  }

  @Test
  void aFamilyInTwoPiecesIsAFault() {
    String text = GOOD.replace("# EOF", "# UNIT b seconds\n# EOF");
    assertThat(OpenMetricsText.parse(text).faults()).contains("a family in two pieces: b");
  }
}
