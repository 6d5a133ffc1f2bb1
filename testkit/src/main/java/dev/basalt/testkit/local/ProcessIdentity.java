package dev.basalt.testkit.local;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One process among all that ever had its number.
 *
 * @param pid its number
 * @param started when it started; operating systems use numbers again
 */
record ProcessIdentity(long pid, Instant started) {
  private static final Duration CLOCK_CORRECTIONS = Duration.ofSeconds(5);

  static ProcessIdentity of(ProcessHandle handle) {
    return new ProcessIdentity(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
  }

  /** Reads what {@link #toText} gave; empty for anything else. */
  static Optional<ProcessIdentity> parse(String text) {
    String[] fields = text.strip().split(" ");
    try {
      return fields.length == 2
          ? Optional.of(
              new ProcessIdentity(
                  Long.parseLong(fields[0]), Instant.ofEpochMilli(Long.parseLong(fields[1]))))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  String toText() {
    return pid + " " + started.toEpochMilli();
  }

  /** The process, if it still runs. */
  Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(handle -> startedThen(of(handle).started()));
  }

  /** Start times are reckoned from the time of boot, which moves when the clock is corrected. */
  private boolean startedThen(Instant instant) {
    return Duration.between(started, instant).abs().compareTo(CLOCK_CORRECTIONS) < 0;
  }
}
