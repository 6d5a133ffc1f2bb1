package dev.basalt.sim.workload;

import dev.basalt.core.resource.Durations;
import dev.basalt.core.resource.Quantities;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pod does once it runs, as the {@code basalt.dev/sim-*} annotations say it.
 *
 * @param durationNanos how long it runs; {@link #FOREVER} until it is deleted
 * @param exitCode 0 to succeed, 1 to 255 to fail
 * @param peakMemoryBytes the most memory it uses
 * @param memoryLimitBytes its memory limit; {@link #UNLIMITED} for none
 */
public record PodRun(
    long durationNanos, int exitCode, long peakMemoryBytes, long memoryLimitBytes) {
  public static final String DURATION = "basalt.dev/sim-duration";
  public static final String EXIT_CODE = "basalt.dev/sim-exit-code";
  public static final String PEAK_MEMORY = "basalt.dev/sim-peak-memory";

  /** Runs until it is deleted. */
  public static final long FOREVER = Long.MAX_VALUE;

  public static final long UNLIMITED = Long.MAX_VALUE;

  /** A service: it never ends by itself. */
  public static final PodRun SERVICE = new PodRun(FOREVER, 0, 0, UNLIMITED);

  public PodRun {
    if (durationNanos < 0) {
      throw new IllegalArgumentException(DURATION + ": must not be negative");
    }
    if (exitCode < 0 || exitCode > 255) {
      throw new IllegalArgumentException(EXIT_CODE + ": must be 0 to 255, not " + exitCode);
    }
  }

  /**
   * Reads a pod's annotations; those that are absent read as a service that needs no memory.
   *
   * @param memoryLimit the pod's memory limit as a quantity, null for none
   * @throws IllegalArgumentException if a value is malformed; the message names the annotation
   */
  public static PodRun parse(Map<String, String> annotations, @Nullable String memoryLimit) {
    return new PodRun(
        duration(annotations.get(DURATION)),
        exitCode(annotations.getOrDefault(EXIT_CODE, "0")),
        peakMemory(annotations.getOrDefault(PEAK_MEMORY, "0")),
        memoryLimit == null ? UNLIMITED : Quantities.parse("memory", memoryLimit));
  }

  /** Whether it is killed for using more memory than it may. */
  public boolean outOfMemory() {
    return peakMemoryBytes > memoryLimitBytes;
  }

  private static long duration(@Nullable String text) {
    if (text == null) {
      return FOREVER;
    }
    try {
      return Durations.parseNanos(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(DURATION + ": " + e.getMessage(), e);
    }
  }

  private static int exitCode(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(EXIT_CODE + ": must be 0 to 255, not \"" + text + "\"", e);
    }
  }

  private static long peakMemory(String text) {
    try {
      return Quantities.parse("memory", text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(PEAK_MEMORY + ": " + e.getMessage(), e);
    }
  }
}
