package dev.basalt.testkit.agent;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a pod runs, by its annotations {@code basalt.dev/sim-*}, which mean the same to KWOK's
 * stages.
 *
 * @param nanos how long, null for ever
 * @param exitCode of all its containers, 0 to 255
 * @param reason of that exit, such as {@code OOMKilled}
 * @param message what is wrong with an annotation, empty if nothing is
 */
record SimulatedRun(@Nullable Long nanos, int exitCode, String reason, String message) {
  private static final String DURATION = "basalt.dev/sim-duration";
  private static final String EXIT_CODE = "basalt.dev/sim-exit-code";
  private static final String PEAK_MEMORY = "basalt.dev/sim-peak-memory";
  private static final int KILLED = 137;
  private static final int TERMINATED = 143;
  private static final int INVALID = 128;
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]*)?)(h|ms|us|µs|ns|m|s)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "h", TimeUnit.HOURS.toNanos(1),
          "m", TimeUnit.MINUTES.toNanos(1),
          "s", TimeUnit.SECONDS.toNanos(1),
          "ms", 1_000_000L,
          "us", 1_000L,
          "µs", 1_000L,
          "ns", 1L);

  boolean succeeds() {
    return exitCode == 0;
  }

  /** How a run ends that its node's going down cut off. */
  static SimulatedRun lost() {
    return new SimulatedRun(0L, KILLED, "Error", "");
  }

  /** How a run ends that is asked to stop and says no more than that. */
  static SimulatedRun stopped() {
    return new SimulatedRun(0L, TERMINATED, "Error", "");
  }

  /** Reads a pod's annotations; a malformed one ends the pod at once and says so. */
  static SimulatedRun of(Pod pod) {
    Map<String, String> annotations =
        pod.getMetadata().getAnnotations() == null ? Map.of() : pod.getMetadata().getAnnotations();
    String duration = annotations.get(DURATION);
    if (duration == null) {
      return new SimulatedRun(null, 0, "", "");
    }
    try {
      long nanos = nanos(duration);
      BigDecimal peak =
          Quantity.parse(annotations.getOrDefault(PEAK_MEMORY, "0")).getNumericalAmount();
      BigDecimal limit = PodRequests.memoryLimit(pod.getSpec().getContainers());
      if (limit != null && peak.compareTo(limit) > 0) {
        return new SimulatedRun(nanos, KILLED, "OOMKilled", "");
      }
      int exit = exitCode(annotations.getOrDefault(EXIT_CODE, "0"));
      return new SimulatedRun(nanos, exit, exit == 0 ? "Completed" : "Error", "");
    } catch (IllegalArgumentException e) {
      return new SimulatedRun(0L, INVALID, "InvalidAnnotation", String.valueOf(e.getMessage()));
    }
  }

  private static int exitCode(String text) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > 255) {
      throw new IllegalArgumentException(
          "annotation " + EXIT_CODE + " is \"" + text + "\"; write 0 to 255");
    }
    return Integer.parseInt(text);
  }

  private static long nanos(String text) {
    if (text.equals("0")) {
      return 0;
    }
    Matcher part = PART.matcher(text);
    double sum = 0;
    int end = 0;
    while (part.lookingAt()) {
      Long unit = UNITS.get(part.group(2));
      sum += Double.parseDouble(part.group(1)) * (unit == null ? 0 : unit);
      end = part.end();
      part.region(end, text.length());
    }
    if (end == 0 || end < text.length()) {
      throw new IllegalArgumentException(
          "annotation " + DURATION + " is \"" + text + "\"; write a duration such as 1m30s");
    }
    return Math.round(sum);
  }
}
