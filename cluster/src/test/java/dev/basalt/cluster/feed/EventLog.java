package dev.basalt.cluster.feed;

import dev.basalt.core.event.ClusterEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps the events told and waits for some. */
final class EventLog implements Consumer<ClusterEvent> {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final List<ClusterEvent> events = new ArrayList<>();

  @Override
  public synchronized void accept(ClusterEvent event) {
    events.add(event);
    notifyAll();
  }

  synchronized List<ClusterEvent> events() {
    return List.copyOf(events);
  }

  /** Short words for the events about nodes and pods: {@code +name}, {@code -name}. */
  synchronized List<String> words() {
    return events.stream().map(EventLog::word).toList();
  }

  private static String word(ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeChanged changed -> "+" + changed.node().name();
      case ClusterEvent.NodeGone gone -> "-" + gone.name() + "/" + gone.uid();
      case ClusterEvent.PodChanged changed -> "+" + changed.pod().name();
      case ClusterEvent.PodGone gone -> "-" + gone.uid();
      default -> event.toString();
    };
  }

  /** Waits until the words told so far fulfil something. */
  synchronized void await(String what, Predicate<List<String>> fulfilled)
      throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!fulfilled.test(words())) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("never " + what + "; told: " + words());
      }
      wait(left);
    }
  }

  /** Waits until exactly these words have been told. */
  void awaitWords(String... expected) throws InterruptedException {
    await("told " + List.of(expected), words -> words.equals(List.of(expected)));
  }
}
