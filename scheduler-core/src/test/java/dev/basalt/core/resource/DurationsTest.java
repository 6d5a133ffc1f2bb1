package dev.basalt.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0ms",
    "-5, 0ms",
    "999, 999ms",
    "1000, 1s",
    "60000, 1m",
    "61999, 1m1s",
    "3600000, 1h",
    "5400000, 1h30m",
    "90061000, 25h1m1s"
  })
  void durationsAreWrittenAsTheyAreRead(long millis, String text) {
    assertThat(Durations.text(millis * 1_000_000)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "30s, 30000000000",
    "200ms, 200000000",
    "1.001s, 1001000000",
    "1h30m, 5400000000000",
    "1m0.5s, 60500000000",
    "5us, 5000",
    "5µs, 5000",
    "7ns, 7",
  })
  void durationsAreReadAsGoWritesThem(String text, long nanos) {
    assertThat(Durations.parseNanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "5sx", "x5s", "1d", "9999999999h"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parseNanos(text))
        .withMessageContaining("\"" + text + "\" is not a duration");
  }
}
