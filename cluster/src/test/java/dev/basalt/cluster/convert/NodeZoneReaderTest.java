package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.zone.Lend;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.api.zone.NodeZoneSpec;
import dev.basalt.api.zone.ReservedFor;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class NodeZoneReaderTest {
  @Test
  void aZoneMayBeReservedAndLent() {
    NodeZone zone =
        NodeZone.of(
            "fast",
            new NodeZoneSpec(
                new ReservedFor(List.of("trading"), null), new Lend(List.of("slow"), 30), null));
    dev.basalt.core.event.NodeZoneSpec read = NodeZoneReader.read(zone);
    assertThat(read.queues()).containsExactly("trading");
    assertThat(read.lendTo()).containsExactly("slow");
    assertThat(read.noticeNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(30));
  }

  @Test
  void aSelectorThatCannotBeReadIsToldAndSelectsNothing() {
    LabelSelector wrong =
        new LabelSelectorBuilder()
            .addNewMatchExpression()
            .withKey("pool")
            .withOperator("Like")
            .endMatchExpression()
            .build();
    LabelSelector right = new LabelSelectorBuilder().addToMatchLabels("pool", "fast").build();
    var faulty = NodeZoneReader.read(NodeZone.of("z", new NodeZoneSpec(null, null, wrong)));
    assertThat(faulty.problem()).contains("spec.selector");
    assertThat(faulty.selector()).isEqualTo(dev.basalt.core.event.LabelSelector.NOTHING);
    var good = NodeZoneReader.read(NodeZone.of("z", new NodeZoneSpec(null, null, right)));
    assertThat(good.problem()).isNull();
    assertThat(good.selector())
        .isEqualTo(dev.basalt.core.event.LabelSelector.of(Map.of("pool", "fast")));
  }

  @Test
  void noticeThatIsNotSaidIsNone() {
    NodeZone zone =
        NodeZone.of("fast", new NodeZoneSpec(null, new Lend(List.of("slow"), null), null));
    assertThat(NodeZoneReader.read(zone).noticeNanos()).isZero();
    assertThat(NodeZoneReader.read(zone).lends()).isTrue();
    assertThat(NodeZoneReader.read(NodeZone.of("fast", new NodeZoneSpec(null, null, null))).lends())
        .isFalse();
  }
}
