package dev.basalt.sim.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
  private final VirtualTime time = new VirtualTime();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsActionsInTheOrderOfTheirTime() {
    time.after(30, () -> ran.add("c"));
    time.after(10, () -> ran.add("a"));
    time.after(20, () -> ran.add("b"));

    time.advanceTo(25);

    assertThat(ran).containsExactly("a", "b");
    assertThat(time.nanos()).isEqualTo(25);
    assertThat(time.nextNanos()).isEqualTo(30);
  }

  @Test
  void runsActionsOfOneInstantInTheOrderInWhichTheyWereGiven() {
    time.after(10, () -> ran.add("a"));
    time.after(10, () -> time.after(0, () -> ran.add("c")));
    time.after(10, () -> ran.add("b"));

    time.advanceTo(10);

    assertThat(ran).containsExactly("a", "b", "c");
  }

  @Test
  void clockReadsTheTimeOfTheActionThatRuns() {
    long start = time.epochMillis();
    time.after(5_000_000, () -> ran.add(time.nanos() + " " + (time.epochMillis() - start)));

    assertThat(time.step()).isTrue();

    assertThat(ran).containsExactly("5000000 5");
    assertThat(time.step()).isFalse();
  }

  @Test
  void refusesToGoBack() {
    assertThatThrownBy(() -> time.after(-1, () -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
