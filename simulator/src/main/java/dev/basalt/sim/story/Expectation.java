package dev.basalt.sim.story;

import java.time.Duration;

/**
 * A check and when it must hold.
 *
 * @param place file and field, for messages
 * @param when how its times are meant
 * @param from from when, counted from the start of the story
 * @param until until when, at least {@code from}
 * @param check what must hold
 */
public record Expectation(String place, When when, Duration from, Duration until, Check check) {
  /** How the times of an expectation are meant. */
  public enum When {
    /** At one moment. */
    AT,
    /** At some moment of a span. */
    BY,
    /** At every moment of a span. */
    THROUGHOUT
  }
}
