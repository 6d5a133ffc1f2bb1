package dev.basalt.watchdog.alert;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An alert and who has been told of it.
 *
 * @param marks by receiver; a receiver that is not named is none of its business
 */
public record Standing(Alert alert, Map<String, Mark> marks) {
  public Standing {
    marks = Map.copyOf(marks);
  }

  /** How far a receiver has been told; null if it is none of its business. */
  public @Nullable Mark of(String receiver) {
    return marks.get(receiver);
  }

  /** Whether a receiver is to be told. */
  public boolean owes(String receiver) {
    return marks.get(receiver) == Mark.OWED;
  }
}
