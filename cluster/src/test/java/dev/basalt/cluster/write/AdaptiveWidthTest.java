package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;

class AdaptiveWidthTest {
  private static final long MILLI = 1_000_000;
  private static final int LEAST = 4;
  private static final int MOST = 256;

  private record Answer(long at, long sentAt) {}

  private long now;

  @Test
  void itGrowsWhileAnswersTakeNoLongerForIt() {
    AdaptiveWidth width = new AdaptiveWidth(LEAST, 8, MOST);
    load(width, 1_000, 20_000, false);
    assertThat(width.now()).isGreaterThan(60);
  }

  @Test
  void itShrinksOnceRequestsQueueUp() {
    AdaptiveWidth width = new AdaptiveWidth(LEAST, 8, MOST);
    load(width, 1_000, 2_000, false);
    int roomy = width.now();
    load(width, 10, 20_000, false);
    assertThat(width.now()).isLessThan(roomy).isLessThan(40);
  }

  @Test
  void itKeepsTheServerBusy() {
    AdaptiveWidth width = new AdaptiveWidth(LEAST, 8, MOST);
    load(width, 10, 5_000, false);
    long began = now;
    load(width, 10, 5_000, false);
    double best = 10 / 5.0;
    assertThat(5_000.0 * MILLI / (now - began)).isGreaterThan(0.9 * best);
  }

  @Test
  void itFallsToTheLeastWhereTheServerPushesBackAndRecovers() {
    AdaptiveWidth width = new AdaptiveWidth(LEAST, 64, MOST);
    load(width, 1_000, 2_000, false);
    load(width, 1_000, 4_000, true);
    assertThat(width.now()).isEqualTo(LEAST);
    load(width, 1_000, 20_000, false);
    assertThat(width.now()).isGreaterThan(30);
  }

  @Test
  void aFixedWidthStaysFixed() {
    AdaptiveWidth width = new AdaptiveWidth(7, 7, 7);
    load(width, 1, 1_000, false);
    assertThat(width.now()).isEqualTo(7);
    load(width, 100, 1_000, true);
    assertThat(width.now()).isEqualTo(7);
  }

  /** A server that works on some requests side by side, 5 ms each, and queues the others. */
  private void load(AdaptiveWidth width, int sideBySide, int requests, boolean pushesBack) {
    PriorityQueue<Long> workers = new PriorityQueue<>();
    for (int i = 0; i < sideBySide; i++) {
      workers.add(now);
    }
    PriorityQueue<Answer> answers =
        new PriorityQueue<>((first, second) -> Long.compare(first.at(), second.at()));
    int sent = 0;
    while (sent < requests || !answers.isEmpty()) {
      while (sent < requests && answers.size() < width.now()) {
        long at = Math.max(now, workers.remove()) + 5 * MILLI;
        workers.add(at);
        answers.add(new Answer(at, now));
        sent++;
      }
      Answer answer = answers.remove();
      now = answer.at();
      width.ended(answer.sentAt(), now - answer.sentAt(), answers.size() + 1, pushesBack);
    }
  }
}
