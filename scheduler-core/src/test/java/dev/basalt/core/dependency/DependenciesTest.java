package dev.basalt.core.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.properties.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependenciesTest {
  private final Dependencies dependencies = new Dependencies();

  @Test
  void aLineIsInOrder() {
    dependencies.add("c", List.of("b", "a"));
    dependencies.add("b", List.of("a"));
    dependencies.add("a", List.of());

    assertThat(dependencies.undefined()).isNull();
    assertThat(dependencies.circle()).isEmpty();
  }

  @Test
  void whoDependsOnNobodyKnownIsNamed() {
    dependencies.add("a", List.of());
    dependencies.add("b", List.of("a", "x"));

    assertThat(dependencies.undefined()).isEqualTo(new Dependencies.Undefined("b", "x"));
  }

  @Test
  void aCircleIsNamedWithoutThoseThatWaitForIt() {
    dependencies.add("last", List.of("b"));
    dependencies.add("a", List.of("c"));
    dependencies.add("b", List.of("a"));
    dependencies.add("c", List.of("b", "first"));
    dependencies.add("first", List.of());

    assertThat(dependencies.circle()).containsExactly("b", "a", "c");
  }

  @Test
  void aVertexThatIsAddedTwiceHasTheDependenciesOfBoth() {
    dependencies.add("a", List.of());
    dependencies.add("b", List.of("a"));
    dependencies.add("a", List.of("b"));

    assertThat(dependencies.circle()).containsExactly("a", "b");
  }

  @Test
  void aCircleIsFoundIfAndOnlyIfSomebodyReachesHimself() {
    Property.named("circles are those of a plain walk")
        .check(source -> {
          int vertices = source.size(1, 8);
          Dependencies tested = new Dependencies();
          Map<String, List<String>> edges = new HashMap<>();
          for (int i = 0; i < vertices; i++) {
            List<String> to = new ArrayList<>();
            for (int j = 0; j < vertices; j++) {
              if (source.chance(15)) {
                to.add("v" + j);
              }
            }
            edges.put("v" + i, to);
            tested.add("v" + i, to);
          }

          List<String> circle = tested.circle();

          assertThat(!circle.isEmpty())
              .isEqualTo(edges.keySet().stream().anyMatch(v -> reached(v, edges).contains(v)));
          for (int i = 0; i < circle.size(); i++) {
            assertThat(edges.get(circle.get(i))).contains(circle.get((i + 1) % circle.size()));
          }
        });
  }

  private static Set<String> reached(String from, Map<String, List<String>> edges) {
    Set<String> reached = new HashSet<>();
    List<String> next = new ArrayList<>(edges.getOrDefault(from, List.of()));
    while (!next.isEmpty()) {
      String vertex = next.removeLast();
      if (reached.add(vertex)) {
        next.addAll(edges.getOrDefault(vertex, List.of()));
      }
    }
    return reached;
  }
}
