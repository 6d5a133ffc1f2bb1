package dev.basalt.watchdog.capability;

import dev.basalt.api.names.BasaltNames;
import dev.basalt.core.resource.ResourceList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a queue's capability is to be kept, as its annotations say.
 *
 * @param rule null if it is not kept
 * @param zones the zones that it comes from; null for those that the queue's pods may go to
 * @param hysteresis in hundredths of a per cent
 */
record QueueSettings(
    @Nullable CapabilityRule rule,
    @Nullable List<String> zones,
    ResourceList min,
    ResourceList max,
    int hysteresis) {
  private static final String MANUAL = "manual";
  private static final Pattern ZONE = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  /** An annotation that cannot be read; the message names it, what it says, and the remedy. */
  static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    private UnreadableException(String message) {
      super(message);
    }
  }

  /**
   * Reads a queue's annotations.
   *
   * @param usual the rule of a queue that names none; null for none
   * @param hysteresis of a queue that names none
   */
  static QueueSettings read(QueueRecord queue, @Nullable CapabilityRule usual, int hysteresis)
      throws UnreadableException {
    CapabilityRule rule = usual;
    String text = queue.annotation(BasaltNames.CAPABILITY);
    if (text != null) {
      rule =
          text.strip().equals(MANUAL)
              ? null
              : value(queue, BasaltNames.CAPABILITY, CapabilityRule::parse, usual);
    }
    List<String> zones =
        value(queue, BasaltNames.CAPABILITY_ZONES, QueueSettings::zones, ownZone(queue));
    ResourceList min =
        value(queue, BasaltNames.CAPABILITY_MIN, CapabilityRule::amounts, ResourceList.EMPTY);
    ResourceList max =
        value(queue, BasaltNames.CAPABILITY_MAX, CapabilityRule::amounts, ResourceList.EMPTY);
    for (int i = 0; max != null && min != null && i < max.size(); i++) {
      if (max.amount(i) < min.get(max.name(i))) {
        throw unreadable(
            queue, BasaltNames.CAPABILITY_MAX, "is less than the minimum for " + max.name(i));
      }
    }
    Integer percentage =
        value(queue, BasaltNames.CAPABILITY_HYSTERESIS, CapabilityRule::percentage, hysteresis);
    return new QueueSettings(
        rule,
        zones,
        min == null ? ResourceList.EMPTY : min,
        max == null ? ResourceList.EMPTY : max,
        percentage == null ? hysteresis : percentage);
  }

  private static @Nullable List<String> ownZone(QueueRecord queue) {
    String zone = queue.annotation(BasaltNames.ZONE);
    return zone == null || zone.isBlank() ? null : List.of(zone.strip());
  }

  private static List<String> zones(String text) {
    List<String> zones = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String zone = part.strip();
      if (!ZONE.matcher(zone).matches()) {
        throw new IllegalArgumentException(
            "\"" + zone + "\" is no zone; write names of zones with commas between");
      }
      zones.add(zone);
    }
    return zones;
  }

  private static <T> @Nullable T value(
      QueueRecord queue, String annotation, Function<String, T> reader, @Nullable T absent)
      throws UnreadableException {
    String text = queue.annotation(annotation);
    if (text == null) {
      return absent;
    }
    try {
      return reader.apply(text.strip());
    } catch (IllegalArgumentException e) {
      throw unreadable(queue, annotation, String.valueOf(e.getMessage()));
    }
  }

  private static UnreadableException unreadable(
      QueueRecord queue, String annotation, String problem) {
    return new UnreadableException(
        "metadata.annotations[%s]: \"%s\": %s; until then the capability is kept as before"
            .formatted(annotation, queue.annotation(annotation), problem));
  }
}
