package dev.basalt.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.TreeSet;

/**
 * Water filling the slow way: walks up the levels at which a claimant meets one of its bounds, in
 * numbers of a hundred digits.
 */
final class RationalFilling {
  private static final MathContext DIGITS = new MathContext(100);

  private RationalFilling() {}

  /** Fails unless the parts are within a unit of the exact ones and sum up exactly. */
  static void check(
      String name, long total, int[] weights, long[] floors, long[] ceilings, long[] parts) {
    long available = Math.min(total, Arrays.stream(ceilings).sum());
    assertThat(Arrays.stream(parts).sum()).as("%s: sum", name).isEqualTo(available);
    boolean tooMuchGuaranteed = Arrays.stream(floors).sum() > total;
    long[] lows = tooMuchGuaranteed ? new long[parts.length] : floors;
    long[] highs = tooMuchGuaranteed ? floors : ceilings;
    BigDecimal level = level(available, weights, lows, highs);
    for (int i = 0; i < parts.length; i++) {
      assertThat(parts[i]).as("%s: bounds of %s", name, i).isBetween(lows[i], highs[i]);
      BigDecimal exact = held(level, weights[i], lows[i], highs[i]);
      assertThat(BigDecimal.valueOf(parts[i]).subtract(exact).abs())
          .as("%s: part %s of %s", name, i, Arrays.toString(parts))
          .isLessThan(BigDecimal.ONE);
    }
  }

  private static BigDecimal level(long total, int[] weights, long[] floors, long[] ceilings) {
    TreeSet<BigDecimal> levels = new TreeSet<>();
    levels.add(BigDecimal.ZERO);
    for (int i = 0; i < weights.length; i++) {
      levels.add(BigDecimal.valueOf(floors[i]).divide(BigDecimal.valueOf(weights[i]), DIGITS));
      levels.add(BigDecimal.valueOf(ceilings[i]).divide(BigDecimal.valueOf(weights[i]), DIGITS));
    }
    BigDecimal below = BigDecimal.ZERO;
    for (BigDecimal next : levels) {
      if (sum(next, weights, floors, ceilings).compareTo(BigDecimal.valueOf(total)) >= 0) {
        break;
      }
      below = next;
    }
    BigDecimal reached = sum(below, weights, floors, ceilings);
    BigDecimal step = levels.higher(below);
    if (step == null || reached.compareTo(BigDecimal.valueOf(total)) >= 0) {
      return below;
    }
    BigDecimal rise = sum(step, weights, floors, ceilings).subtract(reached);
    BigDecimal missing = BigDecimal.valueOf(total).subtract(reached);
    return rise.signum() == 0
        ? below
        : below.add(step.subtract(below).multiply(missing).divide(rise, DIGITS));
  }

  private static BigDecimal sum(BigDecimal level, int[] weights, long[] floors, long[] ceilings) {
    BigDecimal sum = BigDecimal.ZERO;
    for (int i = 0; i < weights.length; i++) {
      sum = sum.add(held(level, weights[i], floors[i], ceilings[i]));
    }
    return sum;
  }

  private static BigDecimal held(BigDecimal level, int weight, long floor, long ceiling) {
    return level
        .multiply(BigDecimal.valueOf(weight))
        .max(BigDecimal.valueOf(floor))
        .min(BigDecimal.valueOf(ceiling));
  }
}
