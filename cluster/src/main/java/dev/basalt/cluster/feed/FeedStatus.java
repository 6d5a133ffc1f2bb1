package dev.basalt.cluster.feed;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How fresh a feed is.
 *
 * @param kinds by kind
 * @param silenceLimitNanos how long nothing may be heard of a kind that still counts as healthy
 */
public record FeedStatus(Map<Kind, KindStatus> kinds, long silenceLimitNanos) {

  /**
   * The watch of one kind.
   *
   * @param synced whether the initial objects have been told
   * @param silentNanos since the last sign of life: an event, a bookmark, a list, a watch accepted
   * @param source how the kind is watched, for people: {@code informer}, {@code protobuf}
   * @param lastError the last failure since the last sign of life, null if there was none
   */
  public record KindStatus(
      boolean synced, long silentNanos, String source, @Nullable String lastError) {}

  public FeedStatus {
    kinds = new EnumMap<>(kinds);
  }

  /** Whether the initial objects of every kind have been told. */
  public boolean synced() {
    return kinds.values().stream().allMatch(KindStatus::synced);
  }

  /** Whether every kind is synced and none has been silent for too long. */
  public boolean healthy() {
    return complaints().isEmpty();
  }

  /** What is wrong, a line for each kind that is not healthy. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    kinds.forEach((kind, status) -> {
      String error = status.lastError() == null ? "" : " (" + status.lastError() + ")";
      String name = kind.name().toLowerCase(Locale.ROOT);
      if (!status.synced()) {
        complaints.add(name + ": not synced yet" + error);
      } else if (status.silentNanos() > silenceLimitNanos) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(status.silentNanos());
        complaints.add(name + ": nothing heard for " + seconds + " s" + error);
      }
    });
    return complaints;
  }
}
