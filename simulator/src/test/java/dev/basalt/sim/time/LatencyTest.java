package dev.basalt.sim.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LatencyTest {
  private static final Latency LONG_TAILED =
      Latency.longTailed(Duration.ofMillis(100), Duration.ofMillis(3000));

  @Test
  void halfOfTheDrawsAreBelowTheMedianAndSomeReachTheMaximum() {
    long[] draws = draws(new Seed(1).stream("test"));
    Arrays.sort(draws);

    assertThat(draws[draws.length / 2]).isCloseTo(100_000_000L, within(3_000_000L));
    assertThat(draws[draws.length - 1]).isEqualTo(3_000_000_000L);
    assertThat(draws[0]).isNotNegative();
  }

  @Test
  void drawsAreTheSameForTheSameSeedAndPurposeOnly() {
    assertThat(draws(new Seed(1).stream("test"))).isEqualTo(draws(new Seed(1).stream("test")));
    assertThat(draws(new Seed(1).stream("test"))).isNotEqualTo(draws(new Seed(2).stream("test")));
    assertThat(draws(new Seed(1).stream("test"))).isNotEqualTo(draws(new Seed(1).stream("other")));
  }

  @Test
  void fixedLatencyIsAlwaysTheSame() {
    Latency fixed = Latency.fixed(Duration.ofSeconds(2));

    assertThat(fixed.draw(new Seed(3).stream("a"))).isEqualTo(2_000_000_000L);
  }

  @Test
  void boundsMustBeInOrder() {
    assertThatThrownBy(() -> new Latency(5, 3, 10)).isInstanceOf(IllegalArgumentException.class);
  }

  private static long[] draws(SplittableRandom random) {
    long[] draws = new long[10_000];
    for (int i = 0; i < draws.length; i++) {
      draws[i] = LONG_TAILED.draw(random);
    }
    return draws;
  }
}
