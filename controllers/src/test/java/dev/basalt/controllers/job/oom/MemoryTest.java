package dev.basalt.controllers.job.oom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.properties.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {
  /** All in MiB; a request or limit of 0 is none. */
  @ParameterizedTest
  @CsvSource({
    "64, 64, 2, 1000, 128, 128",
    "64, 128, 2, 1000, 128, 256",
    "64, 128, 2, 200, 128, 200",
    "64, 128, 2, 100, 100, 128",
    "64, 128, 2, 10, 64, 128",
    "0, 64, 2, 1000, 0, 128",
    "64, 0, 2, 1000, 128, 0",
    "0, 0, 2, 1000, 0, 0",
    "3, 3, 1.5, 1000, 5, 5",
    "1, 1, 1.001, 1000, 2, 2",
  })
  void growsByTheRatioInWholeMebibytesUpToTheCeiling(
      long request, long limit, double ratio, long ceiling, long grownRequest, long grownLimit) {
    assertThat(Mebi.of(request, limit).times(ratio, Mebi.bytes(ceiling)))
        .isEqualTo(Mebi.of(grownRequest, grownLimit));
  }

  @Test
  void aCeilingThatIsNoWholeMebibyteIsNotPassed() {
    assertThat(Mebi.of(64).times(2, Mebi.bytes(100) + 5)).isEqualTo(Mebi.of(100));
  }

  @Test
  void neverShrinksNeverPassesTheCeilingAndNeverOverflows() {
    Property.named("memory grows within bounds")
        .check(source -> {
          Memory had =
              new Memory(
                  source.between(0L, Long.MAX_VALUE / 2), source.between(0L, Long.MAX_VALUE / 2));
          long ceiling = source.between(0L, Long.MAX_VALUE - 1);
          Memory grown = had.times(1 + source.between(1, 1000) / 10.0, ceiling);
          assertThat(grown.request()).isBetween(had.request(), Math.max(had.request(), ceiling));
          assertThat(grown.limit()).isBetween(had.limit(), Math.max(had.limit(), ceiling));
          assertThat(had.times(2, Long.MAX_VALUE).limit()).isGreaterThanOrEqualTo(had.limit());
        });
  }
}
