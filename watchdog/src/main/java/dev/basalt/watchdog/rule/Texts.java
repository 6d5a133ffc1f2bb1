package dev.basalt.watchdog.rule;

import dev.basalt.core.resource.Durations;
import dev.basalt.core.resource.Quantities;
import dev.basalt.core.resource.ResourceList;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;

/** Amounts and times as people read them. */
final class Texts {
  private Texts() {}

  /** Some resources of a list, those that another one names. */
  static String amounts(ResourceList amounts, ResourceList named) {
    StringJoiner text = new StringJoiner(", ");
    named.forEach((name, any) ->
        text.add(name + " " + Quantities.format(name, amounts.get(name))));
    return text.toString();
  }

  static String percent(double ratio) {
    return Math.round(ratio * 100) + " %";
  }

  /** CPU in whole cores, with one decimal below ten. */
  static String cores(long milliCpu) {
    return milliCpu >= 10_000
        ? Long.toString(Math.round(milliCpu / 1000.0))
        : Double.toString(Math.round(milliCpu / 100.0) / 10.0);
  }

  static String lasting(long millis) {
    return Durations.text(TimeUnit.SECONDS.toNanos(Math.max(0, millis) / 1000));
  }
}
