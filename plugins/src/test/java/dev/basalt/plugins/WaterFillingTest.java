package dev.basalt.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WaterFillingTest {
  private final WaterFilling filling = new WaterFilling();

  @ParameterizedTest(name = "{0} by {1} within {2} and {3}: {4}")
  @CsvSource({
    // full demand: by weight
    "1000, 3 1, 0 0, 9999 9999, 750 250",
    // units lost to rounding go to the first whose part was rounded
    "100, 1 1 1, 0 0 0, 999 999 999, 34 33 33",
    "11, 3 1, 0 0, 99 99, 9 2",
    // what one does not want goes to the others by weight
    "1000, 3 1 1, 0 0 0, 100 9999 9999, 100 450 450",
    // less wanted than there is
    "1000, 3 1, 0 0, 100 200, 100 200",
    // a guarantee above the share
    "1000, 9 1, 0 400, 9999 9999, 600 400",
    // a guarantee kept while nobody asks for it
    "1000, 1 1, 0 300, 9999 300, 700 300",
    // guarantees beyond the total are split by weight
    "100, 3 1, 100 100, 999 999, 75 25",
    // floors that lift and ceilings that cut at once
    "1000, 1 1 1 1, 700 0 0 0, 999 50 999 999, 700 50 125 125",
    "0, 1 2, 0 0, 5 5, 0 0",
  })
  void splitsByWeight(long total, String weights, String floors, String ceilings, String expected) {
    long[] parts = new long[longs(expected).length];
    filling.fill(
        total,
        parts.length,
        Arrays.stream(longs(weights)).mapToInt(Math::toIntExact).toArray(),
        longs(floors),
        longs(ceilings),
        parts);
    assertThat(parts).isEqualTo(longs(expected));
  }

  @Test
  void agreesWithARationalReference() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      int count = 1 + random.nextInt(12);
      long scale = random.nextBoolean() ? 20 : 1L << random.nextInt(5, 57);
      int[] weights = new int[count];
      long[] floors = new long[count];
      long[] ceilings = new long[count];
      for (int i = 0; i < count; i++) {
        weights[i] = 1 + random.nextInt(random.nextBoolean() ? 4 : 65535);
        ceilings[i] = random.nextInt(5) == 0 ? 0 : random.nextLong(scale);
        floors[i] = random.nextBoolean() ? 0 : Math.min(ceilings[i], random.nextLong(scale) / 4);
      }
      long total = random.nextLong(scale * count / 2 + 1);
      long[] parts = new long[count];
      filling.fill(total, count, weights, floors, ceilings, parts);
      RationalFilling.check("seed " + seed, total, weights, floors, ceilings, parts);
    }
  }

  @Test
  void theReferenceNoticesTwoUnitsInTheWrongPlace() {
    int[] weights = {3, 1};
    long[] floors = {0, 0};
    long[] ceilings = {9999, 9999};
    assertThatThrownBy(() ->
            RationalFilling.check(
                "planted", 1000, weights, floors, ceilings, new long[] {752, 248}))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("planted: part 0");
  }

  private static long[] longs(String text) {
    return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }
}
