package dev.basalt.controllers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.port.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
  private long now;
  private final WorkQueue<String> queue =
      new WorkQueue<>(
          new Clock() {
            @Override
            public long nanos() {
              return now;
            }

            @Override
            public long epochMillis() {
              return now / 1_000_000;
            }
          });

  @Test
  void aKeyThatWaitsIsNotAddedTwice() {
    queue.add("a");
    queue.add("a");
    queue.add("b");

    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.poll()).isEqualTo("b");
    assertThat(queue.poll()).isNull();
  }

  @Test
  void aKeyThatIsWorkedOnComesAgainOnlyOnceItsWorkerIsDone() {
    queue.add("a");
    assertThat(queue.poll()).isEqualTo("a");
    queue.add("a");
    assertThat(queue.poll()).isNull();
    queue.add("b");
    assertThat(queue.poll()).isEqualTo("b");

    queue.done("a");

    assertThat(queue.poll()).isEqualTo("a");
    assertThat(queue.size()).isZero();
  }

  @Test
  void theEarlierOfTwoTimesCounts() {
    queue.add("a", Duration.ofSeconds(10));
    queue.add("a", Duration.ofSeconds(1));
    queue.add("a", Duration.ofSeconds(5));
    assertThat(queue.poll()).isNull();

    pass(Duration.ofSeconds(1));

    assertThat(queue.poll()).isEqualTo("a");
    queue.done("a");
    pass(Duration.ofSeconds(20));
    assertThat(queue.poll()).isNull();
  }

  @Test
  void failuresBackOffByKeyUpToHalfAMinute() {
    long expected = 100;
    for (int i = 0; i < 20; i++) {
      queue.failed("a");
      pass(Duration.ofMillis(expected).minusNanos(1));
      assertThat(queue.poll()).as("before %d ms", expected).isNull();
      pass(Duration.ofNanos(1));
      assertThat(queue.poll()).as("after %d ms", expected).isEqualTo("a");
      queue.done("a");
      expected = Math.min(30_000, expected * 2);
    }
    queue.failed("b");
    pass(Duration.ofMillis(100));
    assertThat(queue.poll()).isEqualTo("b");
  }

  @Test
  void aSuccessMakesTheNextFailureTheFirst() {
    queue.failed("a");
    queue.failed("a");
    pass(Duration.ofSeconds(1));
    queue.poll();
    queue.done("a");

    queue.succeeded("a");
    queue.failed("a");

    pass(Duration.ofMillis(100));
    assertThat(queue.poll()).isEqualTo("a");
  }

  @Test
  void whoWaitsIsToldToStop() throws InterruptedException {
    assertThat(queue.take(() -> false)).isNull();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
