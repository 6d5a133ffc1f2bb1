package dev.basalt.watchdog.notify;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who is told, and how.
 *
 * @param name of the receiver; no two have the same
 * @param type what it understands
 * @param address where it is
 * @param timeout how long an answer may take
 * @param match labels and values that alerts must have for it to be told
 * @param groupBy labels; alerts that have the same of these go into one message. Not for
 *     Alertmanagers, which group by themselves
 * @param groupWait how long others of the group are waited for
 * @param resendInterval how often an Alertmanager is told that an alert still fires
 */
public record ReceiverSpec(
    String name,
    Type type,
    Address address,
    Duration timeout,
    SortedMap<String, String> match,
    List<String> groupBy,
    Duration groupWait,
    Duration resendInterval) {
  /** What a receiver understands. */
  public enum Type {
    /** Alertmanager's API, version 2. */
    ALERTMANAGER("alertmanager"),
    /** The JSON that Alertmanager sends to webhooks, version 4. */
    WEBHOOK("webhook"),
    /** Slack's incoming webhooks, and what is compatible with them. */
    SLACK("slack");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    /** The name in the file. */
    public String text() {
      return text;
    }
  }

  /** Alertmanagers forget an alert that they have not heard of for 5 minutes. */
  public static final Duration RESEND = Duration.ofMinutes(1);

  public static final Duration TIMEOUT = Duration.ofSeconds(10);
  public static final Duration GROUP_WAIT = Duration.ofSeconds(5);
  public static final List<String> GROUP_BY = List.of("alertname", "namespace", "queue");

  public ReceiverSpec {
    match = Collections.unmodifiableSortedMap(new TreeMap<>(match));
    groupBy = List.copyOf(groupBy);
  }

  /** One with the usual settings that is told everything. */
  public static ReceiverSpec of(String name, Type type, Address address) {
    return new ReceiverSpec(
        name,
        type,
        address,
        TIMEOUT,
        new TreeMap<>(Map.of()),
        GROUP_BY,
        GROUP_WAIT,
        RESEND);
  }
}
