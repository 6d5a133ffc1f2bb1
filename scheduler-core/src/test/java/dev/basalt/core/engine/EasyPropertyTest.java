package dev.basalt.core.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.properties.Property;
import org.junit.jupiter.api.Test;

/**
 * Whatever passes the first job that waits does not delay it, and what would not delay it passes:
 * held against a plain account of the same run.
 */
final class EasyPropertyTest {
  private static final int SECONDS = 60;

  @Test
  void nobodyDelaysTheFirstThatWaitsAndNobodyWaitsInVain() {
    check("EASY against a plain account", 400, "reservations: 1");
  }

  @Test
  void aShadowTimeThatIsIgnoredIsNoticed() {
    assertThatThrownBy(() -> check("everything passes", 100, "reservations: 0"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("it could at");
  }

  private static void check(String name, int tries, String arguments) {
    Property.named(name)
        .tries(tries)
        .check(source -> new EasyRun(source, arguments).run(source.size(5, SECONDS)));
  }
}
