package dev.basalt.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.alert.Limits;
import dev.basalt.watchdog.view.QuotaSight;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatchTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration HOURS = Duration.ofHours(3);

  private final KeptMemory memory = new KeptMemory(HandClock.START);
  private final Stage stage;
  private final FakeReceivers receivers;

  WatchTest() {
    stage = new Stage(memory, FakeReceivers::new);
    receivers = (FakeReceivers) stage.post;
  }

  @Test
  void aFailedJobIsToldOnceAndResolvedOnceItIsGone() throws Exception {
    stage.pass(SOON);
    stage.fails("j");
    stage.pass(SOON);
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    assertThat(receivers.active()).contains("j");

    stage.pass(Duration.ofMinutes(30));
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    assertThat(receivers.active()).as("told again and again").contains("j");
    assertThat(stage.watch.counts().firing()).containsEntry("BasaltJobFailed", 1);

    stage.goes("j");
    stage.pass(SOON);
    assertThat(receivers.told("resolved", "j")).isEqualTo(1);
    assertThat(receivers.active()).doesNotContain("j").contains("");
  }

  @Test
  void anHourAfterItWasToldItIsResolvedAndNeverToldAgain() throws Exception {
    stage.fails("j");
    stage.pass(Duration.ofMinutes(59));
    assertThat(receivers.told("resolved", "j")).isZero();
    stage.pass(Duration.ofMinutes(2));
    assertThat(receivers.told("resolved", "j")).isEqualTo(1);
    stage.handOver();
    stage.pass(HOURS);
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    assertThat(receivers.active()).doesNotContain("j");
  }

  @Test
  void aFailureOfItsNextRunIsNews() throws Exception {
    stage.fails("j");
    stage.pass(SOON);
    stage.view.put(FakeView.job("j", JobPhase.FAILED, "PodsFailed", stage.clock.epochMillis()));
    stage.pass(SOON);
    assertThat(receivers.told("firing", "j")).isEqualTo(2);
    assertThat(receivers.told("resolved", "j")).isZero();
    stage.goes("j");
    stage.pass(SOON);
    assertThat(receivers.told("resolved", "j")).isEqualTo(1);
  }

  @Test
  void anAlertThatIsFollowedByOneWithOtherLabelsIsOver() throws Exception {
    stage.pass(SOON);
    stage.fails("j", "Error", "q", "ada");
    stage.pass(SOON);
    stage.fails("j", "OOMKilled", "q", "ada");
    stage.pass(SOON);
    assertThat(receivers.words)
        .extracting(FakeReceivers.Word::status)
        .containsExactlyInAnyOrder("firing", "firing", "resolved");
    assertThat(receivers.words.stream().map(FakeReceivers.Word::fingerprint).distinct()).hasSize(2);
    stage.goes("j");
    stage.pass(SOON);
    assertThat(receivers.told("resolved", "j")).isEqualTo(2);
    assertThat(receivers.active()).doesNotContain("j");
  }

  @Test
  void whatFollowsUponAnAlertFiresOnceItHasBeenSoForLongEnough() throws Exception {
    stage.watch.take(Stage.parse(Stage.RULES.replace("for: 2s", "for: 1m")));
    stage.fails("j", "Error", "q", "ada");
    stage.pass(Duration.ofMinutes(2));
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    stage.fails("j", "", "q", "ada");
    stage.pass(Duration.ofSeconds(50));
    assertThat(receivers.words).as("not for a minute yet").hasSize(1);
    stage.pass(Duration.ofSeconds(30));
    assertThat(receivers.told("firing", "j")).isEqualTo(2);
    assertThat(receivers.told("resolved", "j")).isEqualTo(1);
  }

  @Test
  void whatEndedBeforeItWasInstalledIsNeverTold() throws Exception {
    stage.view.put(FakeView.job("old", JobPhase.FAILED, "PodsFailed", HandClock.START - 1));
    stage.pass(Duration.ofMinutes(5));
    assertThat(receivers.words).isEmpty();
    assertThat(receivers.active()).containsExactly("");
  }

  @Test
  void whatFailedWhileNoWatchdogRanIsTold() throws Exception {
    stage.pass(SOON);
    stage.handOver();
    stage.fails("j");
    stage.clock.pass(HOURS);
    stage.pass(SOON);
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
  }

  @Test
  void aRestartTellsNobodyAgainWhateverItInterrupts() throws Exception {
    stage.fails("j");
    for (int i = 0; i < 60; i++) {
      stage.pass(Duration.ofMillis(500));
      stage.restart();
    }
    stage.pass(SOON);
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    stage.goes("j");
    for (int i = 0; i < 60; i++) {
      stage.pass(Duration.ofSeconds(1));
      stage.handOver();
    }
    stage.pass(SOON);
    assertThat(receivers.told("resolved", "j")).isEqualTo(1);
  }

  @Test
  void receiversThatAreDownAreToldOnceTheyAreBack() throws Exception {
    receivers.down.add("am");
    receivers.down.add("hook");
    stage.fails("j");
    stage.fails("k");
    stage.pass(Duration.ofSeconds(60));
    stage.goes("k");
    stage.pass(SOON);
    stage.handOver();
    stage.pass(SOON);
    assertThat(receivers.words).isEmpty();

    receivers.down.clear();
    stage.pass(Duration.ofMinutes(2));
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    assertThat(receivers.told("resolved", "k")).isEqualTo(1);
    assertThat(receivers.active()).contains("j").doesNotContain("k");
    assertThat(stage.watch.counts().messages())
        .containsKeys(new Counts.Message("am", "failed"), new Counts.Message("hook", "ok"));
  }

  @Test
  void attemptsBecomeRareWhileAReceiverIsDown() throws Exception {
    receivers.down.add("hook");
    receivers.down.add("am");
    stage.fails("j");
    stage.pass(Duration.ofMinutes(10));
    assertThat(receivers.letters).isBetween(20, 40);
  }

  @Test
  void aLeapOfTheWallClockNeitherResolvesNorTellsAgain() throws Exception {
    stage.fails("j");
    stage.pass(SOON);
    for (Duration leap :
        new Duration[] {HOURS, HOURS.negated(), HOURS.negated(), HOURS, Duration.ofDays(-400)}) {
      stage.clock.leap(leap);
      stage.pass(Duration.ofMinutes(1));
      assertThat(receivers.told("resolved", "j")).isZero();
      assertThat(receivers.told("firing", "j")).isEqualTo(1);
      assertThat(receivers.active()).contains("j");
    }
    stage.goes("j");
    stage.pass(SOON);
    assertThat(receivers.told("resolved", "j")).isEqualTo(1);
    assertThat(receivers.active()).doesNotContain("j");
  }

  @Test
  void nothingIsDecidedWhileWhatIsSeenIsStale() throws Exception {
    stage.fails("j");
    stage.pass(SOON);
    stage.fresh = false;
    stage.goes("j");
    stage.fails("k");
    stage.pass(Duration.ofMinutes(10));
    assertThat(receivers.words).extracting(FakeReceivers.Word::job).containsExactly("j");
    assertThat(receivers.active()).as("but for the heartbeat").containsExactly("j");
    stage.fresh = true;
    stage.pass(SOON);
    assertThat(receivers.active()).containsExactlyInAnyOrder("k", "");
  }

  @Test
  void whoIsToldOnceIsToldOnlyWhatIsKept() throws Exception {
    stage.pass(SOON);
    memory.broken = true;
    stage.fails("j");
    stage.pass(Duration.ofMinutes(10));
    assertThat(receivers.words).isEmpty();
    assertThat(stage.watch.complaint()).isEqualTo("the API server does not answer");
    assertThat(receivers.active()).as("the heart does not beat").containsExactly("j");

    memory.broken = false;
    stage.pass(SOON);
    assertThat(receivers.told("firing", "j")).isEqualTo(1);
    assertThat(receivers.active()).contains("j", "");
    assertThat(stage.watch.complaint()).isNull();
  }

  @Test
  void aStateFiresAfterAWhileAndIsKeptForAWhile() throws Exception {
    quota(95);
    stage.pass(Duration.ofSeconds(50));
    quota(10);
    stage.pass(Duration.ofSeconds(5));
    quota(95);
    stage.pass(Duration.ofSeconds(55));
    assertThat(receivers.words).as("not for a minute without a break").isEmpty();
    stage.pass(SOON);
    assertThat(receivers.words).hasSize(1);
    quota(10);
    stage.pass(Duration.ofSeconds(20));
    quota(95);
    stage.pass(Duration.ofMinutes(1));
    assertThat(receivers.words).as("a break that is short").hasSize(1);
    quota(10);
    stage.pass(Duration.ofMinutes(1));
    assertThat(receivers.words)
        .extracting(FakeReceivers.Word::status)
        .containsExactly("firing", "resolved");
  }

  private void quota(long percent) {
    stage.view.quotas.clear();
    stage.view.quotas.add(
        new QuotaSight(
            "lab",
            "cap",
            ResourceList.of(Map.of("cpu", 100L)),
            ResourceList.of(Map.of("cpu", percent))));
  }

  @Test
  void alertsOfAGroupComeTogetherAndTheRulesMayChange() throws Exception {
    stage.fails("a");
    stage.pass(Duration.ofSeconds(3));
    stage.fails("b");
    int before = receivers.letters;
    stage.pass(SOON);
    assertThat(receivers.words).hasSize(2);
    assertThat(receivers.letters - before).as("two for Alertmanager, one for both").isLessThan(5);

    stage.watch.take(
        Stage.parse(
            """
            rules:
            - {name: BasaltWatchdogHeartbeat, kind: heartbeat}
            receivers:
            - {name: am, type: alertmanager, url: "http://am:9093"}
            - {name: hook, type: webhook, url: "http://hook/other"}
            """));
    stage.pass(SOON);
    assertThat(receivers.told("resolved", "a")).as("the rule is gone").isEqualTo(1);
    stage.watch.take(Stage.parse(Stage.RULES));
    stage.pass(SOON);
    assertThat(receivers.told("firing", "a")).as("it was told").isEqualTo(1);
  }

  @Test
  void aRuleThatIsNewDoesNotTellWhatHappenedBefore() throws Exception {
    stage.fails("a");
    stage.pass(SOON);
    stage.rules = Stage.parse(Stage.RULES.replace("name: BasaltJobFailed", "name: Mine"));
    stage.watch.take(stage.rules);
    stage.pass(SOON);
    stage.fails("b");
    stage.pass(SOON);
    stage.handOver();
    stage.pass(SOON);
    assertThat(receivers.told("firing", "a")).isEqualTo(1);
    assertThat(receivers.told("resolved", "a")).isEqualTo(1);
    assertThat(receivers.told("firing", "b")).isEqualTo(1);
  }

  @Test
  void aStandbySaysNothingOfAlerts() throws Exception {
    stage.fails("a");
    stage.pass(SOON);
    assertThat(stage.watch.counts().heartbeatMillis()).isPositive();
    stage.watch.rest();
    assertThat(stage.watch.counts().firing()).isEmpty();
    assertThat(stage.watch.counts().heartbeatMillis()).isZero();
    stage.pass(SOON);
    assertThat(receivers.told("firing", "a")).isEqualTo(1);
  }

  @Test
  void aReceiverThatIsNewIsToldWhatFires() throws Exception {
    stage.fails("a");
    stage.pass(SOON);
    stage.watch.take(
        Stage.parse(Stage.RULES + "- {name: second, type: webhook, url: \"http://second/x\"}\n"));
    stage.pass(SOON);
    assertThat(receivers.words)
        .extracting(FakeReceivers.Word::host)
        .containsExactly("hook", "second");
  }

  @Test
  void moreThanThereIsRoomForWaitsForItsTurn() throws Exception {
    Stage small = new Stage(memory, FakeReceivers::new, new Limits(5, 2, 3));
    FakeReceivers told = (FakeReceivers) small.post;
    for (int i = 0; i < 6; i++) {
      small.fails("j" + i);
      small.clock.pass(Duration.ofMillis(10));
    }
    small.pass(SOON);
    assertThat(small.watch.counts().leftOut()).isEqualTo(3);
    assertThat(told.words).hasSize(3);
    for (int i = 0; i < 6; i++) {
      small.goes("j" + i);
    }
    small.pass(Duration.ofMinutes(1));
    assertThat(told.words).as("there is room for two that are over").hasSize(5);
    assertThat(small.watch.counts().dropped()).isEqualTo(1);
    assertThat(memory.kept().told()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void howeverMuchOneRuleFindsTheOthersAreHeard() throws Exception {
    Stage small = new Stage(memory, FakeReceivers::new, new Limits(8, 8, 30));
    FakeReceivers told = (FakeReceivers) small.post;
    small.rules =
        Stage.parse(
            Stage.RULES.replace(
                "receivers:", "- {name: Full, kind: alertsLeftOut, for: 10s}\nreceivers:"));
    small.watch.take(small.rules);
    for (int i = 0; i < 20; i++) {
      small.fails("j" + i);
    }
    small.pass(SOON);
    assertThat(told.active()).as("the heartbeat").contains("");
    assertThat(small.watch.counts().firing())
        .containsEntry("BasaltJobFailed", 5)
        .containsEntry("BasaltWatchdogHeartbeat", 1);
    small.view.quotas.add(
        new QuotaSight(
            "lab",
            "cap",
            ResourceList.of(Map.of("cpu", 100L)),
            ResourceList.of(Map.of("cpu", 99L))));
    small.pass(Duration.ofMinutes(2));
    assertThat(small.watch.counts().firing())
        .containsEntry("BasaltQuotaNearlyFull", 1)
        .containsEntry("Full", 1);
  }

  @Test
  void whatIsCriticalIsToldFirst() throws Exception {
    stage.watch.take(
        Stage.parse(
            Stage.RULES.replace(
                "kind: quotaNearlyFull,", "kind: quotaNearlyFull, severity: critical,")));
    receivers.down.add("hook");
    stage.fails("a", "Error", "q", "ada");
    stage.fails("b", "Error", "r", "ada");
    quota(95);
    stage.pass(Duration.ofMinutes(2));
    receivers.down.clear();
    stage.pass(Duration.ofMinutes(2));
    assertThat(receivers.words).extracting(FakeReceivers.Word::job).startsWith("");
    assertThat(receivers.words).hasSize(3);
  }
}
