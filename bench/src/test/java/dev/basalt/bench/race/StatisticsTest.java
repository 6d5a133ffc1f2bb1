package dev.basalt.bench.race;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatisticsTest {
  @Test
  void theMedianOfAnOddNumberIsTheMiddleOne() {
    assertThat(Statistics.median(9, 1, 5)).isEqualTo(5);
  }

  @Test
  void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
    assertThat(Statistics.median(4, 1, 9, 2)).isEqualTo(3);
  }

  @Test
  void whatWasNotMeasuredDoesNotCount() {
    assertThat(Statistics.median(Double.NaN, 7)).isEqualTo(7);
    assertThat(Statistics.median(Double.NaN)).isNaN();
    assertThat(Statistics.percentile(99)).isNaN();
  }

  @Test
  void percentilesAreValuesThatWereMeasured() {
    double[] values = new double[200];
    for (int i = 0; i < values.length; i++) {
      values[i] = 200 - i;
    }
    assertThat(Statistics.percentile(50, values)).isEqualTo(100);
    assertThat(Statistics.percentile(99, values)).isEqualTo(198);
    assertThat(Statistics.percentile(100, values)).isEqualTo(200);
  }
}
