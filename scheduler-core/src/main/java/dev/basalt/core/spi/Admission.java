package dev.basalt.core.spi;

import dev.basalt.core.model.Wait;
import org.jspecify.annotations.Nullable;

/**
 * A vote on letting a job in.
 *
 * @param vote the vote
 * @param why why it was rejected; present exactly when it was
 */
public record Admission(Vote vote, @Nullable Wait why) {
  public static final Admission PERMIT = new Admission(Vote.PERMIT, null);
  public static final Admission ABSTAIN = new Admission(Vote.ABSTAIN, null);

  public Admission {
    if ((vote == Vote.REJECT) != (why != null)) {
      throw new IllegalArgumentException("a rejection, and only a rejection, says why");
    }
  }

  public static Admission reject(Wait why) {
    return new Admission(Vote.REJECT, why);
  }
}
