package dev.basalt.watchdog;

import dev.basalt.watchdog.alert.Alert;
import dev.basalt.watchdog.alert.AlertBook;
import dev.basalt.watchdog.alert.Mark;
import dev.basalt.watchdog.alert.Standing;
import dev.basalt.watchdog.notify.Delivery;
import dev.basalt.watchdog.notify.Post;
import dev.basalt.watchdog.notify.Receiver;
import dev.basalt.watchdog.notify.ReceiverSpec;
import dev.basalt.watchdog.notify.Receivers;
import dev.basalt.watchdog.view.Moment;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries messages to receivers, to each of them one at a time. Owned by one thread. */
final class Couriers {
  private static final Logger LOG = LoggerFactory.getLogger("watchdog");

  /** Stands for a message that could not be made. */
  private static final Delivery NOTHING =
      new Delivery(List.of(), new Post.Letter(URI.create("none:none"), null, "", Duration.ZERO));

  /** One receiver and the message that is made or under way. */
  private static final class Courier {
    private final Receiver receiver;
    private final ReceiverSpec spec;
    private @Nullable Delivery made;
    private @Nullable CompletableFuture<Post.Reply> underWay;
    private boolean failing;

    Courier(Receiver receiver, ReceiverSpec spec) {
      this.receiver = receiver;
      this.spec = spec;
    }
  }

  private final List<Courier> all = new ArrayList<>();

  /** Those of receivers that are gone or changed, until they come back. */
  private final List<Courier> leaving = new ArrayList<>();

  private final Predicate<Alert> heartbeat;
  private final Post post;
  private final Counts counts;

  /**
   * No couriers.
   *
   * @param heartbeat which alerts stand for our health
   */
  Couriers(Predicate<Alert> heartbeat, Post post, Counts counts) {
    this.heartbeat = heartbeat;
    this.post = post;
    this.counts = counts;
  }

  /** From now on there are these receivers. */
  void take(List<ReceiverSpec> specs) {
    List<Courier> before = new ArrayList<>(all);
    all.clear();
    for (ReceiverSpec spec : specs) {
      Courier same = before.stream().filter(one -> one.spec.equals(spec)).findFirst().orElse(null);
      if (same != null) {
        before.remove(same);
      }
      all.add(same == null ? new Courier(Receivers.of(spec, heartbeat), spec) : same);
    }
    leaving.addAll(before);
  }

  /** Forgets what is under way. */
  void rest() {
    leaving.clear();
    List<ReceiverSpec> specs = all.stream().map(courier -> courier.spec).toList();
    all.clear();
    take(specs);
  }

  /** Names of all receivers. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    all.forEach(courier -> names.add(courier.receiver.name()));
    return names;
  }

  /** Who is to be told of an alert. */
  Set<String> audience(Alert alert) {
    Set<String> names = new HashSet<>();
    for (Courier courier : all) {
      if (courier.receiver.wants(alert)) {
        names.add(courier.receiver.name());
      }
    }
    return names;
  }

  /** Takes in what was answered. */
  void takeReplies(AlertBook book, Moment now) {
    all.forEach(courier -> takeReply(courier, book, now));
    leaving.forEach(courier -> {
      takeReply(courier, book, now);
      if (courier.underWay == null) {
        giveUp(courier, book);
      }
    });
    leaving.removeIf(courier -> courier.made == null);
  }

  private void takeReply(Courier courier, AlertBook book, Moment now) {
    Delivery delivery = courier.made;
    CompletableFuture<Post.Reply> underWay = courier.underWay;
    if (delivery != null && underWay != null && underWay.isDone()) {
      courier.made = null;
      courier.underWay = null;
      answered(courier, delivery, underWay.resultNow(), book, now);
    }
  }

  /** A message that was not answered counts as not heard. */
  private static void giveUp(Courier courier, AlertBook book) {
    Delivery delivery = courier.made;
    if (delivery != null) {
      book.mark(courier.receiver.name(), delivery.alerts(), Mark.OWED);
      courier.made = null;
    }
  }

  /** All that was not answered counts as not heard. */
  void giveUp(AlertBook book) {
    all.forEach(courier -> giveUp(courier, book));
    leaving.forEach(courier -> giveUp(courier, book));
  }

  private void answered(
      Courier courier, Delivery delivery, Post.Reply reply, AlertBook book, Moment now) {
    Receiver receiver = courier.receiver;
    receiver.answered(delivery, reply, now);
    book.mark(receiver.name(), delivery.alerts(), reply.taken() ? Mark.TOLD : Mark.OWED);
    counts.message(receiver.name(), reply.taken() ? "ok" : reply.refused() ? "refused" : "failed");
    report(courier, reply.taken() ? null : reply.problem());
  }

  /** Logs that a receiver cannot be told, and that it can again; not each attempt. */
  private static void report(Courier courier, @Nullable String problem) {
    if (problem != null && !courier.failing) {
      LOG.warn(
          "receiver {} ({}) cannot be told: {}; trying again",
          courier.receiver.name(),
          courier.spec.address(),
          problem);
    } else if (problem == null && courier.failing) {
      LOG.info("receiver {} is told again", courier.receiver.name());
    }
    courier.failing = problem != null;
  }

  /** Makes the messages that are due; those that are to be told once are marked first. */
  void prepare(AlertBook book, Moment now, boolean healthy) {
    List<Standing> standing = book.standing();
    // Whoever is told a few at a time hears first of what cannot wait.
    standing.sort(Comparator.comparing(one -> !one.alert().label("severity").equals("critical")));
    for (Courier courier : all) {
      if (courier.made != null) {
        continue;
      }
      try {
        courier.made = courier.receiver.next(standing, now, healthy);
      } catch (IllegalArgumentException e) {
        // Its address cannot be read just now.
        courier.receiver.answered(NOTHING, new Post.Reply(0, ""), now);
        counts.message(courier.receiver.name(), "failed");
        report(courier, String.valueOf(e.getMessage()));
      }
      Delivery made = courier.made;
      if (made != null && courier.receiver.tellOnce()) {
        book.mark(courier.receiver.name(), made.alerts(), Mark.SENDING);
      }
    }
  }

  /**
   * Sends what was made.
   *
   * @param kept whether what was marked is kept; else only those are sent to whom it does not
   *     matter
   */
  void send(boolean kept) {
    for (Courier courier : all) {
      Delivery made = courier.made;
      if (made != null && courier.underWay == null && (kept || !courier.receiver.tellOnce())) {
        courier.underWay = post.send(made.letter());
      }
    }
  }

  /** Waits until nothing is under way, for some time at most. */
  void await(long nanos) throws InterruptedException {
    CompletableFuture<?>[] futures =
        Stream.concat(all.stream(), leaving.stream())
            .map(courier -> courier.underWay)
            .filter(Objects::nonNull)
            .toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(futures).get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("some receivers did not answer in time");
    }
  }
}
