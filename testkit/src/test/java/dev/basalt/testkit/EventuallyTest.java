package dev.basalt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventuallyTest {
  @Test
  void repeatsUntilTheCheckPasses() {
    AtomicInteger tries = new AtomicInteger();

    Eventually.within(Duration.ofMinutes(1))
        .passes(() -> assertThat(tries.incrementAndGet()).isGreaterThan(3));

    assertThat(tries).hasValue(4);
  }

  @Test
  void reportsTheLastFailureOnceTheTimeIsOver() {
    AtomicInteger tries = new AtomicInteger();

    assertThatThrownBy(() ->
            Eventually.within(Duration.ofMillis(30))
                .passes(() -> {
                  throw new IllegalStateException("try " + tries.incrementAndGet());
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("try " + tries.get())
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void givesTheValueThatWasWanted() {
    AtomicInteger value = new AtomicInteger();

    int found =
        Eventually.within(Duration.ofMinutes(1))
            .becomes("counter", value::incrementAndGet, v -> v >= 5);

    assertThat(found).isEqualTo(5);
  }

  @Test
  void namesTheLastValueSeen() {
    assertThatThrownBy(() ->
            Eventually.within(Duration.ZERO).becomes("phase", () -> "Pending", "Bound"::equals))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("phase is Pending");
  }
}
