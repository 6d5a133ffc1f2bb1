package dev.basalt.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.NodeZoneSpec;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.ZoneScope;
import dev.basalt.core.port.StatusUpdate;
import dev.basalt.core.port.StatusUpdate.NodeZoneStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ZoneReporterTest {
  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);
  private final List<StatusUpdate> told = new ArrayList<>();
  private final ZoneReporter reporter = new ZoneReporter(state, ZoneScope.ALL, told::add);

  private void zone(String name, Map<String, String> labels, String problem) {
    state
        .reports()
        .zoneChanged(
            name,
            NodeZoneSpec.open(name, name + "-uid")
                .selecting(LabelSelector.of(labels), problem.isEmpty() ? null : problem));
  }

  private void node(String name, Map<String, String> labels) {
    state.reports().nodeChanged(NodeSpec.builder(name, name + "-uid").labels(labels).build());
  }

  private NodeZoneStatus status(String zone) {
    return told.stream()
        .map(NodeZoneStatus.class::cast)
        .filter(status -> status.name().equals(zone))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aNodeThatSeveralZonesMatchIsToldByEachAndCountsInOne() {
    zone("a", Map.of("disk", "ssd"), "");
    zone("b", Map.of("size", "big"), "");
    node("both", Map.of("disk", "ssd", "size", "big"));
    node("one", Map.of("size", "big"));
    reporter.report(0);
    assertThat(status("a").nodes()).isEqualTo(1);
    assertThat(status("b").nodes()).isEqualTo(1);
    assertThat(status("a").conflicts())
        .containsExactly("both: matches zones a, b, belongs to a")
        .isEqualTo(status("b").conflicts());
  }

  @Test
  void whatIsWrongWithAZonesObjectComesFirst() {
    zone("a", Map.of("disk", "ssd"), "spec.selector: wrong");
    zone("b", Map.of("disk", "ssd"), "");
    node("n", Map.of("disk", "ssd"));
    reporter.report(0);
    assertThat(status("a").conflicts()).hasSize(2).first().isEqualTo("spec.selector: wrong");
    assertThat(status("b").conflicts()).hasSize(1);
  }

  @Test
  void aNodeThatOneZoneMatchesIsNoConflict() {
    zone("a", Map.of("disk", "ssd"), "");
    node("n", Map.of("disk", "ssd", NodeSpec.ZONE, "a"));
    reporter.report(0);
    assertThat(status("a").conflicts()).isEmpty();
  }
}
