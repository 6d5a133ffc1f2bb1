package dev.basalt.watchdog.capability;

import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much of what the nodes have a queue may hold.
 *
 * @param text as it was written
 * @param others for each resource that is not named and {@linkplain #isShared shared}; null: these
 *     have no limit
 * @param named by resource
 */
public record CapabilityRule(String text, @Nullable Term others, Map<String, Term> named) {
  /** A hundredth of a per cent is the smallest part. */
  static final int WHOLE = 10_000;

  private static final String WEIGHT = "weight";
  private static final Pattern PERCENTAGE = Pattern.compile("\\d{1,3}(\\.\\d{1,2})?%");
  private static final Pattern RESOURCE = Pattern.compile("[A-Za-z0-9]([-._/A-Za-z0-9]*[A-Za-z0-9])?");

  /** A rule for one resource. */
  sealed interface Term {
    /** By the queue's weight among the queues beside it. */
    record Weight() implements Term {}

    /**
     * A part of what there is.
     *
     * @param hundredths of a per cent, 0 to 10,000
     */
    record Percent(int hundredths) implements Term {}

    /**
     * So much, if there is so much.
     *
     * @param amount in the resource's unit
     */
    record Amount(long amount) implements Term {}
  }

  public CapabilityRule {
    named = Map.copyOf(named);
  }

  /**
   * Reads a rule: {@code weight}, {@code 40%}, {@code cpu=40%,memory=256Gi}, {@code
   * weight,nvidia.com/gpu=4}.
   *
   * @throws IllegalArgumentException if it is none; the message says what may be written
   */
  public static CapabilityRule parse(String text) {
    Term others = null;
    Map<String, Term> named = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals >= 0) {
        String resource = resource(part.substring(0, equals));
        if (named.put(resource, term(resource, part.substring(equals + 1).strip())) != null) {
          throw new IllegalArgumentException(resource + " is named twice; name it once");
        }
      } else if (others != null) {
        throw new IllegalArgumentException(
            "\"" + part.strip() + "\" is a second rule for all resources; write RESOURCE=RULE");
      } else {
        others = term(null, part.strip());
      }
    }
    return new CapabilityRule(text.strip(), others, named);
  }

  /**
   * Reads amounts such as {@code cpu=8,memory=32Gi}.
   *
   * @throws IllegalArgumentException if they are none; the message says what may be written
   */
  static ResourceList amounts(String text) {
    Map<String, Long> amounts = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "\"" + part.strip() + "\" is no amount; write such as cpu=8,memory=32Gi");
      }
      String resource = resource(part.substring(0, equals));
      long amount = Quantities.parse(resource, part.substring(equals + 1).strip());
      if (amounts.put(resource, amount) != null) {
        throw new IllegalArgumentException(resource + " is named twice; name it once");
      }
    }
    return ResourceList.of(amounts);
  }

  /**
   * Reads a percentage with at most two decimals, 0 to 100.
   *
   * @return hundredths of a per cent
   * @throws IllegalArgumentException if it is none; the message says what may be written
   */
  public static int percentage(String text) {
    if (PERCENTAGE.matcher(text).matches()) {
      String number = text.substring(0, text.length() - 1);
      int hundredths = new BigDecimal(number).movePointRight(2).intValueExact();
      if (hundredths <= WHOLE) {
        return hundredths;
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no percentage; write 0% to 100%, such as 40% or 12.5%");
  }

  /**
   * Whether a rule for all resources is for this one: CPU, memory and devices, but not the number
   * of pods, nor storage of nodes or huge pages.
   */
  static boolean isShared(String resource) {
    return resource.equals("cpu") || resource.equals("memory") || resource.indexOf('/') > 0;
  }

  /** The rule for a resource, null if it has no limit. */
  @Nullable Term of(String resource) {
    Term own = named.get(resource);
    return own == null && isShared(resource) ? others : own;
  }

  private static String resource(String text) {
    String resource = text.strip();
    if (!RESOURCE.matcher(resource).matches()) {
      throw new IllegalArgumentException(
          "\"" + resource + "\" is no resource; write such as cpu, memory or nvidia.com/gpu");
    }
    return resource;
  }

  private static Term term(@Nullable String resource, String text) {
    if (text.equals(WEIGHT)) {
      return new Term.Weight();
    }
    if (text.endsWith("%")) {
      return new Term.Percent(percentage(text));
    }
    if (resource == null) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no rule; write weight, a percentage such as 40%, RESOURCE=RULE such as"
              + " cpu=40%,memory=256Gi, or manual");
    }
    return new Term.Amount(Quantities.parse(resource, text));
  }
}
