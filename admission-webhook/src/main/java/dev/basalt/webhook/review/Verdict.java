package dev.basalt.webhook.review;

import dev.basalt.webhook.rules.Violations;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one review.
 *
 * @param refusal why the object is refused; null if it is taken
 * @param code the HTTP status that goes with a refusal
 * @param warnings shown to the user in any case
 * @param patch what is changed about an object that is taken
 */
public record Verdict(@Nullable String refusal, int code, List<String> warnings, Patch patch) {
  private static final int INVALID = 422;
  private static final int BAD_REQUEST = 400;

  /** Taken as it is. */
  public static Verdict allowed() {
    return new Verdict(null, 0, List.of(), new Patch());
  }

  /** Taken with changes. */
  public static Verdict patched(Patch patch) {
    return new Verdict(null, 0, List.of(), patch);
  }

  /** Refused if there is a violation. */
  public static Verdict of(Violations violations) {
    String refusal = violations.isEmpty() ? null : violations.text();
    return new Verdict(refusal, INVALID, violations.warnings(), new Patch());
  }

  /** Refused, as the object cannot be read. */
  public static Verdict unreadable(String message) {
    return new Verdict(message, BAD_REQUEST, List.of(), new Patch());
  }
}
