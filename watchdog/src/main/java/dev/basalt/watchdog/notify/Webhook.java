package dev.basalt.watchdog.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Standing;
import dev.basalt.watchdog.view.Moment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A webhook: it is told of each alert once that it fires and once that it is over. Alerts of a
 * group that come about the same time go into one message.
 */
final class Webhook implements Receiver {
  /** Alerts that one message spells out. */
  private static final int BATCH = 50;

  private final ReceiverSpec spec;
  private final Predicate<Alert> heartbeat;
  private final Pause pause = new Pause();

  /** Since when something is owed of a group. */
  private final Map<SortedMap<String, String>, Long> waitingSince = new HashMap<>();

  /**
   * One that was told nothing.
   *
   * @param heartbeat which alerts stand for our health; it is not told of these
   */
  Webhook(ReceiverSpec spec, Predicate<Alert> heartbeat) {
    this.spec = spec;
    this.heartbeat = heartbeat;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public boolean wants(Alert alert) {
    return !heartbeat.test(alert) && Matching.matches(spec, alert);
  }

  @Override
  public boolean tellOnce() {
    return true;
  }

  @Override
  public @Nullable Delivery next(List<Standing> standing, Moment now, boolean healthy) {
    Map<SortedMap<String, String>, List<Alert>> groups = new LinkedHashMap<>();
    for (Standing one : standing) {
      if (one.owes(name())) {
        groups.computeIfAbsent(group(one.alert()), key -> new ArrayList<>()).add(one.alert());
      }
    }
    waitingSince.keySet().retainAll(groups.keySet());
    groups.keySet().forEach(key -> waitingSince.putIfAbsent(key, now.nanos()));
    if (!pause.over(now.nanos())) {
      return null;
    }
    for (Map.Entry<SortedMap<String, String>, List<Alert>> group : groups.entrySet()) {
      long since = waitingSince.getOrDefault(group.getKey(), now.nanos());
      boolean full = group.getValue().size() >= batch();
      if (full || now.nanos() - since >= spec.groupWait().toNanos()) {
        return delivery(group.getKey(), group.getValue());
      }
    }
    return null;
  }

  /** Slack is shown the first few of a group, and told how many more there are. */
  private int batch() {
    return spec.type() == ReceiverSpec.Type.SLACK ? Integer.MAX_VALUE : BATCH;
  }

  private SortedMap<String, String> group(Alert alert) {
    SortedMap<String, String> group = new TreeMap<>();
    for (String name : spec.groupBy()) {
      String value = alert.label(name);
      if (!value.isEmpty()) {
        group.put(name, value);
      }
    }
    return group;
  }

  private Delivery delivery(SortedMap<String, String> group, List<Alert> all) {
    List<Alert> alerts = all.subList(0, Math.min(batch(), all.size()));
    Address.Target target = spec.address().resolve();
    ObjectNode body =
        spec.type() == ReceiverSpec.Type.SLACK
            ? SlackMessage.of(alerts)
            : Payload.version4(name(), group, alerts);
    return new Delivery(
        alerts,
        new Post.Letter(target.uri(), target.authorization(), body.toString(), spec.timeout()));
  }

  @Override
  public void answered(Delivery delivery, Post.Reply reply, Moment now) {
    if (reply.taken()) {
      pause.succeeded();
    } else {
      pause.failed(now.nanos());
    }
  }
}
