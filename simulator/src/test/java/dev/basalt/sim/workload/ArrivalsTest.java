package dev.basalt.sim.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.sim.time.Seed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  @Test
  void poissonArrivalsKeepTheirRateAndOrder() {
    List<Duration> arrivals = Arrivals.poisson(new Seed(5), 20, 10_000);

    assertThat(arrivals).isSorted().hasSize(10_000);
    assertThat(arrivals.getLast().toMillis() / 1000.0).isCloseTo(500.0, within(15.0));
    assertThat(arrivals).isEqualTo(Arrivals.poisson(new Seed(5), 20, 10_000));
  }

  @Test
  void burstsArriveAtOnce() {
    assertThat(Arrivals.burst(Duration.ofSeconds(3), 2))
        .containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(3));
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThatThrownBy(() -> Arrivals.poisson(new Seed(1), 0, 3))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
