package dev.basalt.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.zone.PlacedNodes;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ZoneSelectorsTest {
  private static final LabelSelector FAST = LabelSelector.of(Map.of("disk", "fast"));
  private static final LabelSelector BIG = LabelSelector.of(Map.of("size", "big"));

  private final ZoneSelectors selectors = new ZoneSelectors();

  private static NodeSpec node(Map<String, String> labels) {
    return NodeSpec.builder("n", "n-uid").labels(labels).build();
  }

  private String zone(Map<String, String> labels) {
    String zone = selectors.place(node(labels)).zone();
    assertThat(selectors.zoneOf(labels)).isEqualTo(zone);
    return zone;
  }

  @Test
  void aNodeThatNoneMatchesKeepsItsLabelsZone() {
    selectors.describe("b", FAST);
    assertThat(zone(Map.of())).isEqualTo("default");
    assertThat(zone(Map.of("basalt.dev/zone", "x"))).isEqualTo("x");
    assertThat(zone(Map.of("disk", "fast"))).isEqualTo("b");
  }

  @Test
  void ofSeveralTheOneOfItsLabelComesFirstElseTheFirstByName() {
    selectors.describe("b", FAST);
    selectors.describe("a", BIG);
    Map<String, String> both = Map.of("disk", "fast", "size", "big");
    assertThat(zone(both)).isEqualTo("a");
    assertThat(selectors.matching(both)).containsExactly("a", "b");
    Map<String, String> labelled = Map.of("disk", "fast", "size", "big", "basalt.dev/zone", "b");
    assertThat(zone(labelled)).isEqualTo("b");
    Map<String, String> plain = Map.of("disk", "fast", "basalt.dev/zone", "c");
    assertThat(zone(plain)).isEqualTo("c");
    assertThat(selectors.matching(plain)).containsExactly("b", "c");
  }

  @Test
  void theLabelOfAZoneWhoseSelectorDoesNotMatchComesLast() {
    selectors.describe("a", BIG);
    selectors.describe("b", FAST);
    assertThat(zone(Map.of("disk", "fast", "basalt.dev/zone", "a"))).isEqualTo("b");
    assertThat(zone(Map.of("basalt.dev/zone", "a"))).isEqualTo("a");
  }

  @Test
  void nodesMoveWithTheSelectorsThatComeAndGo() {
    PlacedNodes nodes = new PlacedNodes();
    nodes.observe(new ClusterEvent.NodeChanged(node(Map.of("disk", "fast"))));
    NodeZoneSpec zone = NodeZoneSpec.open("b", "b-uid").selecting(FAST, null);
    assertThat(nodes.observe(new ClusterEvent.NodeZoneChanged(zone)))
        .extracting(NodeSpec::zone)
        .containsExactly("b");
    assertThat(nodes.observe(new ClusterEvent.NodeZoneChanged(zone))).isEmpty();
    assertThat(nodes.observe(new ClusterEvent.NodeZoneGone("b", "b-uid")))
        .extracting(NodeSpec::zone)
        .containsExactly("default");
  }
}
