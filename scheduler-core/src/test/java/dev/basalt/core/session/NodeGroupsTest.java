package dev.basalt.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.peers.Peers;
import dev.basalt.core.testing.Sample;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NodeGroupsTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);

  @Test
  void withoutPeersAllNodesAreOneGroupInOrder() {
    nodes(5);
    NodeGroups groups = NodeGroups.of(null, state.nodes(), 8);
    assertThat(groups.count()).isOne();
    assertThat(groups.root(0)).isOne();
    assertThat(groups.leaves()).isEqualTo(8);
    assertThat(groups.leaf(3)).isEqualTo(3);
  }

  @Test
  void eachZoneHasASubtreeOfItsOwnWithItsNodesInOrder() {
    nodes(9);
    NodeGroups groups = NodeGroups.of(spread("zone"), state.nodes(), 16);
    assertThat(groups.count()).isEqualTo(3);
    Set<Integer> leaves = new HashSet<>();
    for (int node = 0; node < 9; node++) {
      int place = groups.leaves() + groups.leaf(node);
      while (place > groups.root(groups.group(node))) {
        place >>= 1;
      }
      assertThat(place).isEqualTo(groups.root(groups.group(node)));
      assertThat(leaves.add(groups.leaf(node))).isTrue();
      assertThat(groups.group(node)).isEqualTo(groups.group(node % 3));
    }
    assertThat(groups.leaf(3)).isGreaterThan(groups.leaf(0));
  }

  @Test
  void hostsAreNoGroups() {
    nodes(9);
    assertThat(NodeGroups.of(spread("host"), state.nodes(), 16).count()).isOne();
  }

  private void nodes(int count) {
    for (int i = 0; i < count; i++) {
      state
          .reports()
          .nodeChanged(
              Sample.labelled(
                  Sample.node("n" + i, "cpu=4"), Map.of("zone", "z" + i % 3, "host", "h" + i)));
    }
  }

  private Peers spread(String key) {
    SpreadConstraint constraint =
        new SpreadConstraint(
            1, key, true, PodSelector.in("ns", LabelSelector.EVERYTHING), 1, true, false);
    PodShape shape = PodShape.builder(Sample.amounts("cpu=1")).spread(List.of(constraint)).build();
    state
        .reports()
        .podChanged(
            PodSpec.builder("p", "ns", "p").schedulerName("basalt").shape(shape).build(), 0);
    Task task = Objects.requireNonNull(state.task("p"));
    return Objects.requireNonNull(task.podClass().peers());
  }
}
