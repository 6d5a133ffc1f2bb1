package dev.basalt.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FairSharesTest {
  @Test
  void splitsByWeightsWhereEveryoneWantsMore() {
    assertThat(FairShares.split(600, new int[] {3, 2, 1}, new long[] {999, 999, 999}))
        .containsExactly(300, 200, 100);
  }

  @Test
  void givesNobodyMoreThanItWantsAndTheRestToOthersByWeights() {
    assertThat(FairShares.split(600, new int[] {3, 2, 1}, new long[] {30, 999, 999}))
        .containsExactly(30, 380, 190);
    assertThat(FairShares.split(600, new int[] {3, 2, 1}, new long[] {999, 30, 150}))
        .containsExactly(427, 30, 142);
  }

  @Test
  void givesAllThatIsWantedWhereThereIsEnough() {
    assertThat(FairShares.split(600, new int[] {3, 2, 1}, new long[] {10, 0, 500}))
        .containsExactly(10, 0, 500);
  }

  @Test
  void givesNothingWhereThereIsNothing() {
    assertThat(FairShares.split(0, new int[] {1, 1}, new long[] {10, 0})).containsExactly(0, 0);
  }
}
