package dev.basalt.core.resource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;

/**
 * Parses and formats Kubernetes quantities in the engine's fixed integer units.
 *
 * <p>Units by resource name: {@code cpu} in milli-CPU, {@code memory}, {@code ephemeral-storage}
 * and {@code hugepages-*} in bytes, everything else in whole units; {@code limits.NAME} and {@code
 * requests.NAME} as NAME. A fraction of a unit is rounded up, as the API server does, so that a
 * request is never understated.
 */
public final class Quantities {
  private static final BigDecimal LONG_MAX = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final long KIBI = 1024;

  private static final Map<String, BigDecimal> SUFFIXES =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
          Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
          Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
          Map.entry("k", BigDecimal.ONE.movePointRight(3)),
          Map.entry("M", BigDecimal.ONE.movePointRight(6)),
          Map.entry("G", BigDecimal.ONE.movePointRight(9)),
          Map.entry("T", BigDecimal.ONE.movePointRight(12)),
          Map.entry("P", BigDecimal.ONE.movePointRight(15)),
          Map.entry("E", BigDecimal.ONE.movePointRight(18)),
          Map.entry("Ki", BigDecimal.valueOf(KIBI)),
          Map.entry("Mi", BigDecimal.valueOf(KIBI).pow(2)),
          Map.entry("Gi", BigDecimal.valueOf(KIBI).pow(3)),
          Map.entry("Ti", BigDecimal.valueOf(KIBI).pow(4)),
          Map.entry("Pi", BigDecimal.valueOf(KIBI).pow(5)),
          Map.entry("Ei", BigDecimal.valueOf(KIBI).pow(6)));

  private Quantities() {}

  /** What a quota calls {@code limits.NAME} or {@code requests.NAME} is counted in NAME's unit. */
  private static String plain(String resource) {
    if (resource.startsWith("limits.")) {
      return resource.substring("limits.".length());
    }
    return resource.startsWith("requests.") ? resource.substring("requests.".length()) : resource;
  }

  private static boolean isCpu(String resource) {
    return plain(resource).equals(ResourceSchema.CPU_NAME);
  }

  /**
   * Parses one quantity.
   *
   * @param resource the resource's name, which decides the unit
   * @param text a Kubernetes quantity such as {@code 500m}, {@code 1.5}, {@code 128Mi} or {@code
   *     1e3}
   * @return the amount in the unit of the resource, rounded up, at most {@link Long#MAX_VALUE}
   * @throws IllegalArgumentException if the text is no quantity or is negative; the message names
   *     the resource and the text
   */
  public static long parse(String resource, String text) {
    long plain = plainInteger(text);
    if (plain >= 0) {
      return isCpu(resource) ? saturatedThousandfold(plain) : plain;
    }
    BigDecimal value = decimal(resource, text);
    if (value.signum() < 0) {
      throw malformed(resource, text, "must not be negative");
    }
    // An exponent may be anything a person can type: never expand one that cannot matter.
    long digitsBeforePoint = (long) value.precision() - value.scale();
    if (value.signum() > 0 && digitsBeforePoint > 19) {
      return Long.MAX_VALUE;
    }
    if (value.signum() > 0 && digitsBeforePoint < -3) {
      return 1;
    }
    if (isCpu(resource)) {
      value = value.movePointRight(3);
    }
    BigDecimal rounded = value.setScale(0, RoundingMode.CEILING);
    return rounded.min(LONG_MAX).longValueExact();
  }

  /** Formats an amount as a canonical Kubernetes quantity. */
  public static String format(String resource, long amount) {
    if (isCpu(resource)) {
      return amount % 1000 == 0 ? Long.toString(amount / 1000) : amount + "m";
    }
    if (!inBytes(resource) || amount == 0) {
      return Long.toString(amount);
    }
    String[] units = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};
    int unit = 0;
    long scaled = amount;
    while (unit < units.length - 1 && scaled % KIBI == 0) {
      scaled /= KIBI;
      unit++;
    }
    return scaled + units[unit];
  }

  /**
   * Formats an amount for people: as {@link #format} does, but odd numbers of bytes, as a share of
   * a cluster comes to, with two decimals of the largest unit.
   */
  static String describe(String resource, long amount) {
    long size = Math.abs(amount);
    if (!inBytes(resource) || size % KIBI == 0 || size < KIBI * KIBI) {
      return format(resource, amount);
    }
    int unit = (63 - Long.numberOfLeadingZeros(size)) / 10;
    double scaled = amount / (double) (1L << (10 * unit));
    return String.format(Locale.ROOT, "%.2f%si", scaled, "KMGTPE".charAt(unit - 1));
  }

  /** Whether amounts of this resource are bytes. */
  public static boolean inBytes(String resource) {
    String name = plain(resource);
    return name.equals(ResourceSchema.MEMORY_NAME)
        || name.equals("ephemeral-storage")
        || name.startsWith("hugepages-");
  }

  /** The value of a short string of digits, else -1: nearly every quantity of a cluster's pods. */
  private static long plainInteger(String text) {
    int length = text.length();
    if (length == 0 || length > 18) {
      return -1;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static long saturatedThousandfold(long plain) {
    return plain > Long.MAX_VALUE / 1000 ? Long.MAX_VALUE : plain * 1000;
  }

  private static BigDecimal decimal(String resource, String text) {
    int end = text.length();
    while (end > 0 && Character.isLetter(text.charAt(end - 1))) {
      end--;
    }
    String suffix = text.substring(end);
    BigDecimal factor = SUFFIXES.get(suffix);
    if (factor == null || end == 0) {
      throw malformed(resource, text, "is not a quantity such as 500m, 2 or 128Mi");
    }
    try {
      return new BigDecimal(text.substring(0, end)).multiply(factor);
    } catch (NumberFormatException | ArithmeticException e) {
      throw malformed(resource, text, "is not a quantity such as 500m, 2 or 128Mi");
    }
  }

  private static IllegalArgumentException malformed(String resource, String text, String why) {
    return new IllegalArgumentException(resource + ": \"" + text + "\" " + why);
  }
}
