package dev.basalt.cluster.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FeedStatusTest {
  private static final long SECOND = 1_000_000_000L;

  private long now;
  private final Vitals vitals = new Vitals(new HandClock(() -> now));

  @Test
  void aFeedIsHealthyWhileItsWatchIsHeard() {
    vitals.synced();
    vitals.failed("the connection broke");
    now = 89 * SECOND;
    assertThat(status().healthy()).isTrue();
    now = 91 * SECOND;
    assertThat(status().complaints())
        .containsExactly("pod: nothing heard for 91 s (the connection broke)");
    vitals.heard();
    assertThat(status().healthy()).isTrue();
    assertThat(vitals.status("test").lastError()).isNull();
  }

  @Test
  void aFeedIsNotHealthyBeforeItIsSynced() {
    assertThat(status().synced()).isFalse();
    assertThat(status().complaints()).containsExactly("pod: not synced yet");
    vitals.failed("HTTP 403");
    assertThat(status().complaints()).containsExactly("pod: not synced yet (HTTP 403)");
  }

  private FeedStatus status() {
    return new FeedStatus(Map.of(Kind.POD, vitals.status("test")), 90 * SECOND);
  }
}
