package dev.basalt.core.zone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.zone.OwnershipWorld.Fault;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Two or three schedulers, nodes that change zone under load, deaths, stalls, lost messages: no
 * node is ever overcommitted, and at rest each has one user.
 */
class NodeOwnershipPropertyTest {
  private static final int RUNS = 150;

  @Test
  void noNodeIsOvercommittedAndEachFindsItsUser() {
    long handovers = 0;
    for (long seed = 0; seed < RUNS; seed++) {
      OwnershipWorld world = new OwnershipWorld(seed, Fault.NONE);
      world.run();
      assertThat(world.problems).as("seed %d", seed).isEmpty();
      handovers += world.handovers;
    }
    assertThat(handovers).as("nodes really changed hands").isGreaterThan(10 * RUNS);
  }

  @ParameterizedTest
  @EnumSource(names = "NONE", mode = EnumSource.Mode.EXCLUDE)
  void aRuleThatIsNotKeptOvercommitsANode(Fault fault) {
    Set<String> found = new LinkedHashSet<>();
    for (long seed = 0; seed < RUNS && found.isEmpty(); seed++) {
      OwnershipWorld world = new OwnershipWorld(seed, fault);
      world.run();
      world.problems.stream().filter(p -> p.startsWith("overcommitted")).forEach(found::add);
    }
    assertThat(found).as("overcommitted nodes with %s", fault).isNotEmpty();
  }
}
