package dev.basalt.sim.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.sim.check.BindingStatistics.Bound;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeterminismStoriesTest {
  @Test
  void theSameSeedGivesTheSameBindingsAtTheSameTimes() {
    List<Bound> first = RandomRun.of(42).simulation().statistics().bindings();
    List<Bound> second = RandomRun.of(42).simulation().statistics().bindings();

    assertThat(first).hasSizeGreaterThan(100).isEqualTo(second);
  }

  @Test
  void anotherSeedGivesOtherBindings() {
    assertThat(RandomRun.of(1).simulation().statistics().bindings())
        .isNotEqualTo(RandomRun.of(2).simulation().statistics().bindings());
  }
}
