package dev.basalt.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.app.demo.ShareAverages.QueueShare;
import dev.basalt.core.port.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EmbeddedDemoTest {
  private final ClusterLedger ledger = new ClusterLedger(Clock.system());
  private final Pictures pictures = new Pictures();

  @Test
  void runsWholeGangsWithinRoomAndSharesAndExplainsWaits() throws InterruptedException {
    DemoRun.Outcome outcome;
    try (DemoWorld world = new EmbeddedWorld(20, 3, ledger)) {
      world.open();
      outcome =
          new DemoRun(
                  world, ledger, Clock.system(), 3, Duration.ofSeconds(4), Duration.ofMinutes(2))
              .run(pictures);
    }

    Snapshot last = outcome.last();
    assertThat(last.broken()).isEqualTo(new Snapshot.Broken(0, 0, 0, List.of()));
    assertThat(last.created()).isPositive();
    assertThat(last.pods().succeeded()).isEqualTo(last.created()).isEqualTo(last.bound());
    assertThat(last.gangsWaiting()).isEmpty();
    for (QueueShare share : outcome.shares()) {
      long held = share.allocated().get("cpu");
      long deserved = share.deserved().get("cpu");
      assertThat(held).as(share.queue().name()).isLessThanOrEqualTo(deserved * 11 / 10);
      assertThat(held + share.releasingCpuMillis())
          .as(share.queue().name())
          .isGreaterThan(deserved * 7 / 10);
    }
    assertThat(pictures.shown)
        .anySatisfy(picture -> {
          assertThat(picture.longestWaiting()).isNotNull();
          assertThat(picture.waiting().getFirst().minMember()).isGreaterThan(1);
          assertThat(picture.waiting().getFirst().message()).isNotEmpty();
        });
  }

  private static final class Pictures implements Display {
    private final List<Picture> shown = new ArrayList<>();

    @Override
    public long periodMillis() {
      return 200;
    }

    @Override
    public void begin(String heading) {
      assertThat(heading).contains("20 nodes");
    }

    @Override
    public void show(Picture picture) {
      shown.add(picture);
    }

    @Override
    public void close() {}
  }
}
