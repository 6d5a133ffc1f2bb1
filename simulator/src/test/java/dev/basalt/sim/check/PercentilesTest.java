package dev.basalt.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void isTheNearestRank() {
    Percentiles percentiles = new Percentiles();
    for (int i = 100; i >= 1; i--) {
      percentiles.add(i);
    }

    assertThat(percentiles.at(0.5)).isEqualTo(50);
    assertThat(percentiles.at(0.99)).isEqualTo(99);
    assertThat(percentiles.at(1)).isEqualTo(100);
    assertThat(percentiles.size()).isEqualTo(100);
  }

  @Test
  void isZeroWithoutValues() {
    assertThat(new Percentiles().at(0.99)).isZero();
  }
}
