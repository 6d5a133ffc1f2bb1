package dev.basalt.watchdog.capability;

import static dev.basalt.watchdog.capability.Plans.node;
import static dev.basalt.watchdog.capability.Plans.amounts;
import static dev.basalt.watchdog.capability.Plans.out;
import static dev.basalt.watchdog.capability.Plans.supply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.convert.NodeReader;
import dev.basalt.cluster.convert.Pools;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SupplyTest {
  private static final Map<String, String> ROOM = Map.of("cpu", "32");
  private static final Set<Pool> A = Set.of(new Pool("a", ""));

  @Test
  void nodesThatCountAreAddedUpByZone() {
    Supply supply =
        supply(
            node("n1", "a", ROOM),
            node("n2", "a", ROOM),
            out(node("n3", "a", ROOM), "cordoned"),
            out(node("n4", "b", ROOM), "not ready"));

    assertThat(supply.total(new Pool("a", ""))).isEqualTo(amounts("cpu", "64"));
    assertThat(supply.total(new Pool("b", "")).isEmpty()).isTrue();
    assertThat(supply.pools()).containsExactly(new Pool("a", ""), new Pool("b", ""));
  }

  @Test
  void itSaysWhatBecameOfNodes() {
    SeenNode one = node("n1", "a", ROOM);
    SeenNode two = node("n2", "a", ROOM);

    assertThat(supply(one).since(supply(one, two), A)).isEqualTo("node n2 removed");
    assertThat(supply(one, two).since(supply(one), A)).isEqualTo("node n2 added");
    assertThat(supply(one, out(two, "cordoned")).since(supply(one, two), A))
        .isEqualTo("node n2 cordoned");
    assertThat(supply(one, two).since(supply(one, out(two, "cordoned")), A))
        .isEqualTo("node n2 available again (was cordoned)");
    assertThat(supply(one, node("n2", "b", ROOM)).since(supply(one, two), A))
        .isEqualTo("node n2 moved to zone b");
    assertThat(supply(one, node("n2", "a", Map.of("cpu", "8"))).since(supply(one, two), A))
        .isEqualTo("node n2 resized");
    assertThat(supply(one, node("x", "b", ROOM)).since(supply(one), A)).isEmpty();
  }

  @Test
  void manyNodesAreCounted() {
    Supply before =
        supply(
            node("n5", "a", ROOM),
            node("n4", "a", ROOM),
            node("n3", "a", ROOM),
            node("n2", "a", ROOM),
            node("n1", "a", ROOM));

    assertThat(supply().since(before, A)).isEqualTo("nodes n1, n2, n3 and 2 more removed");
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "True,false,-,-",
        "False,false,-,not ready",
        "Unknown,false,-,not ready",
        "-,false,-,not ready",
        "True,true,-,cordoned",
        "True,false,node.kubernetes.io/disk-pressure,tainted node.kubernetes.io/disk-pressure",
        "True,false,ToBeDeletedByClusterAutoscaler,tainted ToBeDeletedByClusterAutoscaler",
        "True,false,dedicated,-"
      })
  void aNodeCountsWherePodsCanBePlaced(
      @Nullable String ready,
      boolean cordoned,
      @Nullable String taint,
      @Nullable String out) {
    NodeBuilder builder =
        new NodeBuilder()
            .withNewMetadata()
            .withName("n")
            .withUid("u")
            .endMetadata()
            .withNewSpec()
            .withUnschedulable(cordoned)
            .endSpec()
            .withNewStatus()
            .endStatus();
    if (ready != null) {
      builder
          .editStatus()
          .addNewCondition()
          .withType("Ready")
          .withStatus(ready)
          .endCondition()
          .endStatus();
    }
    if (taint != null) {
      builder.editSpec().addNewTaint("NoSchedule", taint, null, "").endSpec();
    }
    Node node = builder.build();

    assertThat(SeenNode.of(node, new NodeReader(new Pools()).read(node)).out()).isEqualTo(out);
  }

  @Test
  void aTaintThatOnlyDiscouragesDoesNotMatter() {
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName("n")
            .endMetadata()
            .withNewSpec()
            .addNewTaint("PreferNoSchedule", "node.kubernetes.io/x", null, "")
            .endSpec()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();

    assertThat(SeenNode.of(node, new NodeReader(new Pools()).read(node)).out()).isNull();
  }
}
