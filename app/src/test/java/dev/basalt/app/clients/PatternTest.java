package dev.basalt.app.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternTest {
  private static final Map<String, Object> POD =
      Map.of(
          "metadata", Map.of("name", "driver", "labels", Map.of("app", "spark")),
          "spec", Map.of("nodeName", "node-1", "priority", 5),
          "conditions", List.of(Map.of("type", "A", "status", "True"), Map.of("type", "B")));

  @Test
  void whatIsNotNamedMayBeAnything() {
    assertThat(matches(Map.of("metadata", Map.of("name", "driver")))).isTrue();
    assertThat(matches(Map.of("metadata", Map.of("name", "other")))).isFalse();
    assertThat(matches(Map.of("spec", Map.of("priority", "5")))).isTrue();
    assertThat(matches(Map.of("spec", Map.of("nodeName", "*")))).isTrue();
    assertThat(matches(Map.of("spec", Map.of("hostname", "*")))).isFalse();
  }

  @Test
  void nullStandsForNothing() {
    assertThat(matches(Collections.singletonMap("status", null))).isTrue();
    assertThat(matches(Collections.singletonMap("spec", null))).isFalse();
  }

  @Test
  void eachElementOfAListIsSomewhere() {
    assertThat(matches(Map.of("conditions", List.of(Map.of("type", "B"))))).isTrue();
    assertThat(matches(Map.of("conditions", List.of(Map.of("type", "A", "status", "False")))))
        .isFalse();
  }

  private static boolean matches(Map<String, ?> expected) {
    return new Pattern(expected).matches(POD);
  }
}
