package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BindingsTest {
  private static final long SECOND = 1_000_000_000;

  @Test
  void timesCountFromTheStartOfTheClock() {
    Map<Figure, Double> figures =
        Bindings.figures(
            10 * SECOND,
            Map.of(
                "gang-0-0", 12 * SECOND,
                "gang-0-1", 13 * SECOND,
                "gang-1-0", 14 * SECOND,
                "gang-1-1", 15 * SECOND,
                "gang-2-0", 14 * SECOND),
            2);
    assertThat(figures)
        .containsEntry(Figure.SECONDS, 5.0)
        .containsEntry(Figure.PODS_PER_SECOND, 1.0)
        .containsEntry(Figure.FIRST_BINDING, 2.0)
        .containsEntry(Figure.BINDING_RATE, 4 / 3.0)
        .containsEntry(Figure.GANG_P50, 3.0)
        .containsEntry(Figure.GANG_P99, 5.0);
  }

  @Test
  void aRunThatBoundNothingHasNoTimes() {
    assertThat(Bindings.figures(0, Map.of(), 2)).isEmpty();
  }
}
