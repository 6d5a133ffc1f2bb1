package dev.basalt.watchdog.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.basalt.cluster.http.Json;
import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.Standing;
import dev.basalt.watchdog.view.Moment;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An Alertmanager. It is told at once, and again and again while an alert fires, without a time of
 * its end: so it is Alertmanager's clock that ends it should we fall silent. That it is over is
 * told until it was heard.
 */
final class Alertmanager implements Receiver {
  private static final int BATCH = 200;
  private static final String PATH = "/api/v2/alerts";

  private final ReceiverSpec spec;
  private final Predicate<Alert> heartbeat;
  private final Pause pause = new Pause();

  /** When it was last told that an alert fires, by fingerprint. */
  private final Map<String, Long> toldNanos = new HashMap<>();

  /**
   * One that was told nothing.
   *
   * @param heartbeat which alerts stand for our health
   */
  Alertmanager(ReceiverSpec spec, Predicate<Alert> heartbeat) {
    this.spec = spec;
    this.heartbeat = heartbeat;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public boolean wants(Alert alert) {
    return Matching.matches(spec, alert);
  }

  @Override
  public boolean tellOnce() {
    return false;
  }

  @Override
  public @Nullable Delivery next(List<Standing> standing, Moment now, boolean healthy) {
    if (!pause.over(now.nanos())) {
      return null;
    }
    Set<String> known =
        standing.stream().map(one -> one.alert().fingerprint()).collect(Collectors.toSet());
    toldNanos.keySet().retainAll(known);
    List<Alert> due = new ArrayList<>();
    for (Standing one : standing) {
      if (due.size() < BATCH
          && one.of(name()) != null
          && (healthy || !heartbeat.test(one.alert()))
          && isDue(one, now)) {
        due.add(one.alert());
      }
    }
    return due.isEmpty() ? null : delivery(due);
  }

  private boolean isDue(Standing one, Moment now) {
    if (one.owes(name())) {
      return true;
    }
    Long told = toldNanos.get(one.alert().fingerprint());
    return one.alert().firing()
        && (told == null || now.nanos() - told >= spec.resendInterval().toNanos());
  }

  private Delivery delivery(List<Alert> alerts) {
    ArrayNode body = Json.object().putArray("alerts");
    for (Alert alert : alerts) {
      ObjectNode node = body.addObject();
      Payload.put(node.putObject("labels"), alert.labels());
      Payload.put(node.putObject("annotations"), alert.annotations());
      node.put("startsAt", Payload.time(alert.startsMillis()));
      if (!alert.firing()) {
        node.put("endsAt", Payload.time(alert.endsMillis()));
      }
    }
    Address.Target target = spec.address().resolve();
    String base = target.uri().toString();
    URI uri = URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + PATH);
    return new Delivery(
        alerts, new Post.Letter(uri, target.authorization(), body.toString(), spec.timeout()));
  }

  @Override
  public void answered(Delivery delivery, Post.Reply reply, Moment now) {
    if (!reply.taken()) {
      pause.failed(now.nanos());
      return;
    }
    pause.succeeded();
    for (Alert alert : delivery.alerts()) {
      toldNanos.put(alert.fingerprint(), now.nanos());
    }
  }
}
