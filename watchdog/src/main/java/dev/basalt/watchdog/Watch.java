package dev.basalt.watchdog;

import dev.basalt.core.port.Clock;
import dev.basalt.watchdog.alert.AlertBook;
import dev.basalt.watchdog.alert.Found;
import dev.basalt.watchdog.alert.Limits;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.memory.Memory;
import dev.basalt.watchdog.memory.MemoryException;
import dev.basalt.watchdog.notify.Post;
import dev.basalt.watchdog.rule.Look;
import dev.basalt.watchdog.rule.Rule;
import dev.basalt.watchdog.rule.Rules;
import dev.basalt.watchdog.view.Moment;
import dev.basalt.watchdog.view.SteadyTime;
import dev.basalt.watchdog.view.View;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn after the other: what was answered is taken in, rules are looked at, what must not be
 * forgotten is kept, and then messages are sent. Has no thread and no clock of its own; owned by
 * whoever calls {@link #turn}.
 */
public final class Watch {
  /** How often rules are looked at. */
  static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Not looked at for so long, rules are not looked at as they should be. */
  private static final long HEALTHY_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** After a failure to read or keep, the next attempt. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger("watchdog");

  /** What is needed from outside. */
  public record Ports(View view, Memory memory, Post post, Clock clock) {}

  private final Ports ports;
  private final Limits limits;
  private final Counts counts = new Counts();
  private final SteadyTime time;
  private WatchdogRules rules;
  private final Couriers couriers;
  private @Nullable AlertBook book;
  private long keptVersion;
  private long lookedNanos;
  private long healthyNanos;
  private long retryNanos;
  private volatile @Nullable String complaint;

  /**
   * A watch that knows nothing yet.
   *
   * @param rules with all receivers
   */
  public Watch(WatchdogRules rules, Ports ports, Limits limits) {
    this.rules = rules;
    this.ports = ports;
    this.limits = limits;
    this.time = new SteadyTime(ports.clock());
    this.couriers =
        new Couriers(alert -> this.rules.isHeartbeat(alert.rule()), ports.post(), counts);
    couriers.take(rules.receivers());
    long now = ports.clock().nanos();
    this.lookedNanos = now - LOOK_NANOS;
    this.healthyNanos = now - HEALTHY_NANOS;
    this.retryNanos = now;
  }

  /** What it has done. */
  public Counts counts() {
    return counts;
  }

  /** Why it cannot do its work; null if it can. Any thread. */
  public @Nullable String complaint() {
    return complaint;
  }

  /** Takes other rules from now on. */
  public void take(WatchdogRules other) {
    rules = other;
    couriers.take(other.receivers());
  }

  /** Another one leads: what is known may be old by the time we do again. */
  public void rest() {
    book = null;
    couriers.rest();
    counts.rest();
  }

  /**
   * One turn.
   *
   * @param fresh whether what is seen of the cluster is; if not, no rule is looked at
   */
  public void turn(boolean fresh) throws InterruptedException {
    Moment now = time.now();
    AlertBook mine = book == null ? load(now) : book;
    if (mine == null) {
      return;
    }
    couriers.takeReplies(mine, now);
    if (fresh && now.nanos() - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now.nanos();
      look(mine, now);
      if (keep(mine, now)) {
        healthyNanos = now.nanos();
        counts.healthy(now.millis());
      }
    }
    boolean healthy = now.nanos() - healthyNanos < HEALTHY_NANOS;
    couriers.prepare(mine, now, healthy);
    boolean kept = keep(mine, now);
    if (book != null) {
      couriers.send(kept);
    }
  }

  /**
   * Waits a little for what is under way, and keeps what became of it. Whoever has not answered by
   * then is told again by the next one.
   */
  public void finish(long nanos) throws InterruptedException {
    AlertBook mine = book;
    if (mine == null) {
      return;
    }
    couriers.await(nanos);
    Moment now = time.now();
    couriers.takeReplies(mine, now);
    couriers.giveUp(mine);
    retryNanos = now.nanos();
    boolean _ = keep(mine, now);
  }

  private @Nullable AlertBook load(Moment now) throws InterruptedException {
    if (now.nanos() - retryNanos < 0) {
      return null;
    }
    try {
      AlertBook loaded = new AlertBook(ports.memory().load(), limits, now);
      book = loaded;
      keptVersion = loaded.version();
      complaint = null;
      return loaded;
    } catch (MemoryException e) {
      failed(e, now);
      return null;
    }
  }

  private void look(AlertBook mine, Moment now) {
    Look look = new Look(ports.view(), now, mine.sinceMillis(), mine.leftOut());
    List<Found> all = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      try {
        all.add(new Found(rule, Rules.look(rule, look)));
      } catch (RuntimeException e) {
        LOG.error("rule {} could not look; this is a defect, please report it", rule.name(), e);
        all.add(new Found(rule, null));
      }
    }
    mine.only(couriers.names());
    mine.update(all, couriers::audience, now);
    counts.looked(
        mine.firingByRule(),
        mine.leftOut().values().stream().mapToInt(count -> count).sum(),
        mine.dropped());
  }

  /** Whether all that must not be forgotten is kept. */
  private boolean keep(AlertBook mine, Moment now) throws InterruptedException {
    if (mine.version() == keptVersion) {
      return true;
    }
    if (now.nanos() - retryNanos < 0) {
      return false;
    }
    long version = mine.version();
    try {
      ports.memory().save(mine.snapshot());
      keptVersion = version;
      complaint = null;
      return true;
    } catch (MemoryException e) {
      failed(e, now);
      if (e.changed()) {
        rest();
      }
      return false;
    }
  }

  private void failed(MemoryException e, Moment now) {
    retryNanos = now.nanos() + RETRY_NANOS;
    if (complaint == null) {
      LOG.warn("{}; trying again", e.getMessage());
    }
    complaint = e.getMessage();
  }
}
