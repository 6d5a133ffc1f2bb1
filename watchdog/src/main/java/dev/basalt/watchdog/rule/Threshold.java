package dev.basalt.watchdog.rule;

import org.jspecify.annotations.Nullable;

/**
 * A number that a kind of rule takes.
 *
 * @param name the field's name in the file
 * @param usual what it is if the file does not say; of a duration, seconds
 * @param least the smallest that makes sense
 * @param most the largest that makes sense
 * @param duration whether it is written as a duration
 */
public record Threshold(String name, double usual, double least, double most, boolean duration) {
  /** What is wrong with a value, null if nothing is. */
  public @Nullable String problem(double value) {
    return value >= least && value <= most
        ? null
        : "must be between " + plain(least) + " and " + plain(most);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
