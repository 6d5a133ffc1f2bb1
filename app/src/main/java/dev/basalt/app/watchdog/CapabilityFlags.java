package dev.basalt.app.watchdog;

import dev.basalt.app.CommandFailure;
import dev.basalt.core.resource.Durations;
import dev.basalt.watchdog.capability.CapabilityOptions;
import dev.basalt.watchdog.capability.CapabilityRule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the watchdog keeps the capability of queues, for each command that runs one. */
public final class CapabilityFlags {
  @Option(
      names = "--queue-capability",
      paramLabel = "RULE",
      description =
          "Keep the capability of queues that hold no other queues and have no annotation"
              + " basalt.dev/capability: weight, a percentage such as 40%%, or"
              + " RESOURCE=RULE,... Without it, only queues that have the annotation.")
  private @Nullable String rule;

  @Option(
      names = "--capability-dry-run",
      description = "Only say by events and series what the capability of queues should be.")
  private boolean dryRun;

  @Option(
      names = "--capability-hysteresis",
      paramLabel = "PERCENTAGE",
      defaultValue = "0%",
      description = "A change of capability by less is not written.")
  private String hysteresis = "0%";

  @Option(
      names = "--capability-lower-after",
      paramLabel = "DURATION",
      defaultValue = "4s",
      description = "How long less must have been there before a capability is lowered; up to 1h.")
  private String beforeFall = "4s";

  @Option(
      names = "--capability-raise-after",
      paramLabel = "DURATION",
      defaultValue = "2s",
      description = "How long more must have been there before a capability is raised; up to 1h.")
  private String beforeRise = "2s";

  /**
   * The options.
   *
   * @throws CommandFailure if one cannot be used
   */
  public CapabilityOptions options() {
    return new CapabilityOptions(
        rule == null ? null : read("--queue-capability", rule, CapabilityRule::parse),
        read("--capability-hysteresis", hysteresis, CapabilityRule::percentage),
        read("--capability-lower-after", beforeFall, CapabilityFlags::duration),
        read("--capability-raise-after", beforeRise, CapabilityFlags::duration),
        dryRun);
  }

  /** Reads a flag's value or says why not. */
  private interface Reader<T> {
    T read(String text);
  }

  private static <T> T read(String flag, String text, Reader<T> reader) {
    try {
      return reader.read(text);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(flag + ": " + e.getMessage(), e);
    }
  }

  private static Duration duration(String text) {
    Duration duration = Duration.ofNanos(Durations.parseNanos(text));
    if (duration.compareTo(CapabilityOptions.LONGEST) > 0) {
      throw new IllegalArgumentException("\"" + text + "\" is too long; write 0s to 1h");
    }
    return duration;
  }
}
