package dev.basalt.sim.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WallTimeTest {
  @Test
  void runsActionsInOrderOnOneThread() throws InterruptedException {
    List<String> ran = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    try (WallTime time = new WallTime()) {
      time.after(TimeUnit.MILLISECONDS.toNanos(20), () -> ran.add("b"));
      time.after(TimeUnit.MILLISECONDS.toNanos(40), done::countDown);
      time.after(0, () -> ran.add("a"));

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(time.ask(() -> List.copyOf(ran))).containsExactly("a", "b");
    }
  }

  @Test
  void actionsOfOneInstantKeepTheirOrderHoweverLongItTakesToGiveThem() throws InterruptedException {
    List<Integer> ran = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(1);
    try (WallTime time = new WallTime()) {
      long instant = time.nanos() + TimeUnit.MILLISECONDS.toNanos(50);
      time.at(instant, () -> ran.add(1));
      Thread.sleep(5);
      time.at(instant, () -> ran.add(2));
      Thread.sleep(5);
      time.at(instant, () -> ran.add(3));
      time.at(instant, done::countDown);

      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(time.ask(() -> List.copyOf(ran))).containsExactly(1, 2, 3);
    }
  }

  @Test
  void questionsThatFailHurtNobodyElse() {
    try (WallTime time = new WallTime()) {
      assertThatThrownBy(() ->
              time.ask(() -> {
                throw new IllegalArgumentException("no such pod");
              }))
          .hasRootCauseMessage("no such pod");
      assertThat(time.ask(() -> 7)).isEqualTo(7);
    }
  }

  @Test
  void actionsThatFailEndTheTimelineLoudly() {
    WallTime time = new WallTime();
    time.after(
        0,
        () -> {
          throw new IllegalStateException("broken");
        });

    assertThatThrownBy(() -> time.ask(() -> 7)).hasRootCauseMessage("broken");
    assertThatThrownBy(time::close).hasRootCauseMessage("broken");
  }
}
