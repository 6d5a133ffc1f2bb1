package dev.basalt.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Two or three contenders with clocks that differ and drift, over a network that loses, delays and
 * duplicates outcomes, on machines that stall and are suspended: never two that may send, never a
 * decision while a write of the leader before can still take effect, and always a leader once the
 * trouble is over.
 */
class ElectionPropertyTest {
  private static final int RUNS = 1500;

  @Test
  void neverTwoThatMaySend() {
    int terms = 0;
    for (long seed = 0; seed < RUNS; seed++) {
      ElectionWorld world = new ElectionWorld(seed, new FakeLease());
      world.run();
      assertThat(world.problems()).as("seed %d", seed).isEmpty();
      terms += world.terms();
    }
    assertThat(terms).as("leadership really changed hands").isGreaterThan(3 * RUNS);
  }

  @Test
  void storeThatIgnoresVersionsIsCaught() {
    List<String> found = new ArrayList<>();
    boolean two = false;
    for (long seed = 0; seed < RUNS && !two; seed++) {
      ElectionWorld world = new ElectionWorld(seed, new FakeLease(false));
      world.run();
      found.addAll(world.problems());
      two = found.stream().anyMatch(problem -> problem.contains("both may send"));
    }
    assertThat(two).as("two leaders among %s", found).isTrue();
  }
}
