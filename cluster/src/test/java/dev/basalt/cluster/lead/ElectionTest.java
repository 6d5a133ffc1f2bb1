package dev.basalt.cluster.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.cluster.lead.Election.Role;
import dev.basalt.cluster.lead.Election.Step;
import dev.basalt.cluster.lead.LeaseStore.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ElectionTest {
  private static final LeaseTimes TIMES = LeaseTimes.standard(Duration.ofSeconds(5));

  private final FakeLease lease = new FakeLease();
  private Moment now = new Moment(1_000, 1_700_000_000_000L);
  private Election election = new Election(TIMES, "me", now);

  @Test
  void firstEverLeaderLeadsAtOnce() {
    run();
    assertThat(election.role()).isEqualTo(Role.LEADING);
    assertThat(election.epoch()).isEqualTo(1);
    assertThat(lease.holder()).isEqualTo("me");
  }

  @Test
  void standsByForTheWholeDurationFromWhatItSaw() {
    hold("other");
    runFor(Duration.ofMillis(14_900));
    assertThat(lease.holder()).isEqualTo("other");
    runFor(Duration.ofSeconds(3));
    assertThat(lease.holder()).isEqualTo("me");
  }

  @Test
  void everyRenewalOfTheOtherStartsTheWaitAnew() {
    for (int i = 0; i < 10; i++) {
      hold("other");
      runFor(Duration.ofSeconds(14));
      assertThat(election.role()).isEqualTo(Role.STANDBY);
    }
    assertThat(lease.holder()).isEqualTo("other");
  }

  @Test
  void timesInTheLeaseAreNeverComparedWithAClock() {
    store(new LeaseRecord("other", Duration.ofSeconds(15), 0, 0, 3, current()));
    runFor(Duration.ofSeconds(14));
    assertThat(lease.holder()).isEqualTo("other");
  }

  @Test
  void honoursALongerDurationThatTheHolderNamed() {
    store(new LeaseRecord("other", Duration.ofSeconds(60), 0, 0, 3, current()));
    runFor(Duration.ofSeconds(58));
    assertThat(lease.holder()).isEqualTo("other");
  }

  @Test
  void leadsAtOnceWhereTheDurationCoveredWhatTheOtherMayHaveSent() {
    hold("other");
    runFor(Duration.ofSeconds(18));
    assertThat(election.role()).isEqualTo(Role.LEADING);

    Election second = new Election(TIMES, "second", now);
    LeaseRecord resignation = election.resign(now);
    assertThat(resignation).isNotNull();
    assertThat(lease.replace(resignation)).isInstanceOf(Reply.Stored.class);
    drive(second);
    assertThat(second.role()).isEqualTo(Role.LEADING);
    assertThat(second.epoch()).isGreaterThan(election.epoch());
  }

  @Test
  void settlesFirstWhereTheDurationLeavesLess() {
    LeaseTimes tight =
        new LeaseTimes(
            Duration.ofSeconds(11),
            TIMES.renewDeadline(),
            TIMES.retryPeriod(),
            TIMES.requestTimeout(),
            TIMES.bindTimeout());
    election = new Election(tight, "me", now);
    store(new LeaseRecord("other", tight.leaseDuration(), 0, 0, 3, current()));
    runFor(Duration.ofSeconds(14));
    assertThat(lease.holder()).isEqualTo("me");
    assertThat(election.role()).isEqualTo(Role.SETTLING);
    runFor(Duration.ofSeconds(2));
    assertThat(election.role()).isEqualTo(Role.LEADING);
  }

  @Test
  void leadershipEndsWithoutARenewalEvenIfTheLeaseNamesUs() {
    run();
    pass(Duration.ofSeconds(9));
    election.read(now, lease.read());
    pass(Duration.ofMillis(1_001));
    assertThat(election.next(now)).isInstanceOf(Step.Wait.class);
    assertThat(election.role()).isEqualTo(Role.STANDBY);
  }

  @Test
  void suspendedMachineFindsItselfDeposedThoughItsMonotonicClockStoodStill() {
    run();
    now = new Moment(now.nanos(), now.epochMillis() + 11_000);
    election.next(now);
    assertThat(election.role()).isEqualTo(Role.STANDBY);
  }

  @Test
  void wallClockSetForwardDoesNotMakeALeaseExpire() {
    hold("other");
    run();
    now = new Moment(now.nanos() + 2_000_000_000L, now.epochMillis() + 3_600_000);
    run();
    assertThat(lease.holder()).isEqualTo("other");
  }

  @Test
  void renewalCountsFromItsSendingNotFromItsAnswer() {
    run();
    pass(Duration.ofSeconds(2));
    LeaseRecord renewal = ((Step.Replace) election.next(now)).lease();
    Moment sent = now;
    pass(Duration.ofSeconds(3));
    election.written(sent, now, lease.replace(renewal));
    assertThat(election.renewed()).isEqualTo(sent);
  }

  @Test
  void lostReplyToARenewalIsFollowedByAnotherRenewal() {
    run();
    pass(Duration.ofSeconds(2));
    Moment sent = now;
    lease.replace(((Step.Replace) election.next(now)).lease());
    election.written(sent, now, new Reply.Failed("lost"));
    assertThat(election.renewed()).isNotEqualTo(sent);
    runFor(Duration.ofSeconds(1));
    assertThat(election.role()).isEqualTo(Role.LEADING);
    assertThat(now.nanos() - election.renewed().nanos()).isLessThan(1_000_000_000L);
  }

  @Test
  void leaderThatIsDeposedByAnotherStepsDownAtOnceAndContendsAgain() {
    run();
    hold("other");
    pass(Duration.ofSeconds(2));
    run();
    assertThat(election.role()).isEqualTo(Role.STANDBY);
    runFor(Duration.ofSeconds(25));
    assertThat(election.role()).isEqualTo(Role.LEADING);
    assertThat(election.epoch()).isGreaterThan(1);
  }

  @Test
  void leaderRestoresADeletedLeaseAndStandbyDoesNotRushForIt() {
    run();
    Election standby = new Election(TIMES, "standby", now);
    drive(standby);
    lease.delete();
    pass(Duration.ofSeconds(2));
    drive(standby);
    assertThat(standby.role()).isEqualTo(Role.STANDBY);
    run();
    pass(Duration.ofSeconds(1));
    run();
    assertThat(election.role()).isEqualTo(Role.LEADING);
    assertThat(lease.holder()).isEqualTo("me");
  }

  @Test
  void takesItsOwnLeaseBackAfterAnOutageInANewEpoch() {
    run();
    pass(Duration.ofSeconds(30));
    runFor(Duration.ofSeconds(3));
    assertThat(election.role()).isEqualTo(Role.LEADING);
    assertThat(election.epoch()).isEqualTo(2);
  }

  @Test
  void timesThatCannotBeSafeAreRefusedByName() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(() ->
            new LeaseTimes(
                second.multipliedBy(10), second.multipliedBy(10), second, second, second))
        .hasMessageContaining("renewDeadline PT10S must be shorter than leaseDuration");
    assertThatThrownBy(() ->
            new LeaseTimes(
                second.multipliedBy(15),
                second.multipliedBy(9),
                second,
                second.multipliedBy(3),
                second))
        .hasMessageContaining("requestTimeout PT3S must be positive and shorter than a third");
    assertThatThrownBy(() -> LeaseTimes.standard(second.multipliedBy(10)))
        .hasMessageContaining("bindTimeout PT10S");
  }

  private void run() {
    drive(election);
  }

  private void runFor(Duration time) {
    long end = now.nanos() + time.toNanos();
    while (now.nanos() < end) {
      run();
      pass(Duration.ofMillis(100));
    }
    run();
  }

  /** Does what the election says until it wants to wait; requests take no time. */
  private void drive(Election contender) {
    while (true) {
      switch (contender.next(now)) {
        case Step.Wait(_) -> {
          return;
        }
        case Step.Read() -> contender.read(now, lease.read());
        case Step.Create(LeaseRecord record) -> contender.written(now, now, lease.create(record));
        case Step.Replace(LeaseRecord record) -> contender.written(now, now, lease.replace(record));
      }
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private void hold(String holder) {
    store(new LeaseRecord(holder, Duration.ofSeconds(15), 0, now.epochMillis(), 1, current()));
  }

  private void store(LeaseRecord record) {
    Reply reply =
        lease.read() instanceof Reply.Absent ? lease.create(record) : lease.replace(record);
    assertThat(reply).isInstanceOf(Reply.Stored.class);
  }

  private String current() {
    return lease.read() instanceof Reply.Stored(LeaseRecord record) ? record.version() : "";
  }
}
