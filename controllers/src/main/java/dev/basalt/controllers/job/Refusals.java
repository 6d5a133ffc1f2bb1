package dev.basalt.controllers.job;

import dev.basalt.controllers.runtime.Metadata;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

/**
 * Since when a job has been refused what it cannot do without. That stands in its status, among
 * what was made for it, so that it outlives the controller.
 */
final class Refusals {
  /** A job is given up after so long: time enough to put right what the refusal names. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String KEY = "refused";
  private static final int FORBIDDEN = 403;

  /** What the API server answers when it dislikes an object: malformed, too large, invalid. */
  private static final Set<Integer> DISLIKED = Set.of(400, FORBIDDEN, 413, 422);

  private Refusals() {}

  /**
   * Whether an answer is about the job: not about the rights of whoever asks, a namespace that is
   * going, or something that is not installed. Called for what no quota stands in the way of.
   */
  static boolean isOfTheJob(int status, String message) {
    if (status != FORBIDDEN) {
      return DISLIKED.contains(status);
    }
    boolean rights =
        (message.contains("User \"") && message.contains("\" cannot "))
            || message.contains("cannot set blockOwnerDeletion");
    return !rights && !message.contains("because it is being terminated");
  }

  /** Since when a job has been refused for a reason, milliseconds since 1970; now if it was not. */
  static long sinceMillis(Map<String, String> controlled, String reason, long nowMillis) {
    String known = controlled.getOrDefault(KEY, "");
    long since =
        known.startsWith(reason + " ") ? Metadata.millis(known.substring(reason.length() + 1)) : 0;
    if (since > 0) {
      return since;
    }
    Instant now = Instant.ofEpochMilli(nowMillis).truncatedTo(ChronoUnit.SECONDS);
    controlled.put(KEY, reason + " " + now);
    return now.toEpochMilli();
  }

  /** The job has got what it was refused for a reason. */
  static void end(Map<String, String> controlled, String reason) {
    if (controlled.getOrDefault(KEY, "").startsWith(reason + " ")) {
      controlled.remove(KEY);
    }
  }

  /** The job asks for nothing any more. */
  static void forget(Map<String, String> controlled) {
    controlled.remove(KEY);
  }
}
