package dev.basalt.cluster.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.zone.Lend;
import dev.basalt.api.zone.NodeZone;
import dev.basalt.api.zone.NodeZoneSpec;
import dev.basalt.api.zone.ReservedFor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class NodeZoneReaderTest {
  @Test
  void aZoneMayBeReservedAndLent() {
    NodeZone zone =
        NodeZone.of(
            "fast",
            new NodeZoneSpec(
                new ReservedFor(List.of("trading"), null), new Lend(List.of("slow"), 30)));
    dev.basalt.core.event.NodeZoneSpec read = NodeZoneReader.read(zone);
    assertThat(read.queues()).containsExactly("trading");
    assertThat(read.lendTo()).containsExactly("slow");
    assertThat(read.noticeNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(30));
  }

  @Test
  void noticeThatIsNotSaidIsNone() {
    NodeZone zone = NodeZone.of("fast", new NodeZoneSpec(null, new Lend(List.of("slow"), null)));
    assertThat(NodeZoneReader.read(zone).noticeNanos()).isZero();
    assertThat(NodeZoneReader.read(zone).lends()).isTrue();
    assertThat(NodeZoneReader.read(NodeZone.of("fast", new NodeZoneSpec(null, null))).lends())
        .isFalse();
  }
}
