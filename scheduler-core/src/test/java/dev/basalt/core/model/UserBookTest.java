package dev.basalt.core.model;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.basalt.core.event.GroupPhase;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.UserSource;
import dev.basalt.core.resource.ResourceSchema;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UserBookTest {
  private static final long HOUR = Duration.ofHours(1).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final int CPU = ResourceSchema.CPU;

  private final ClusterState state = new ClusterState(Set.of("basalt"), "default", 0);

  UserBookTest() {
    state.reports().nodeChanged(node("n1", "cpu=1000"));
    state.followUsers(UserSource.NAMESPACE, HOUR);
  }

  @Test
  void whatWasHeldAHalfLifeAgoCountsHalf() {
    state.settleUsers(0, 0);
    hold("p", "cpu=8");
    state.settleUsers(0, 0);
    assertThat(past(0)).isZero();
    assertThat(past(HOUR)).isCloseTo(4000, within(1e-6));
    assertThat(past(100 * HOUR)).as("in the long run").isCloseTo(8000, within(1e-6));

    end("p");
    state.settleUsers(100 * HOUR, 0);
    assertThat(past(101 * HOUR)).isCloseTo(4000, within(1e-6));
    assertThat(past(103 * HOUR)).isCloseTo(1000, within(1e-6));
  }

  @Test
  void withoutAHalfLifeThePastCountsForNothing() {
    hold("p", "cpu=8");
    state.settleUsers(0, 0);
    state.settleUsers(HOUR, 0);
    past(HOUR);
    state.followUsers(UserSource.NAMESPACE, 0);
    state.settleUsers(HOUR, 0);

    assertThat(past(2 * HOUR)).isZero();
    assertThat(user().held().get(CPU)).isEqualTo(8000);
  }

  @Test
  void aProcessThatBeginsCountsWhatRunningPodsHeldSinceTheyStarted() {
    long millis = 10_000_000;
    state.reports().podChanged(bound("old", "cpu=8").started(millis - 3_600_000).spec(), 0);
    state.reports().podChanged(bound("unknown", "cpu=1").spec(), 0);
    state.settleUsers(0, millis);

    assertThat(past(0)).isCloseTo(4000, within(1e-6));
    state.settleUsers(0, millis);
    assertThat(past(0)).as("not twice").isCloseTo(4000, within(1e-6));
    assertThat(past(HOUR)).isCloseTo(2000 + 4500, within(1e-6));
  }

  @Test
  void aUserWithoutJobsIsForgottenOnceItsPastCountsForNothing() {
    hold("p", "cpu=8");
    state.settleUsers(0, 0);
    end("p");
    state.reports().podGone("p-uid", 0);
    state.settleUsers(HOUR, 0);
    state.settleUsers(20 * HOUR, 0);
    assertThat(state.users().all()).extracting(QueueUser::name).containsExactly(Sample.NAMESPACE);

    state.settleUsers(21 * HOUR, 0);
    assertThat(state.users().all()).isEmpty();
    assertThat(state.queues().getFirst().users()).isEmpty();
  }

  @Test
  void theUserIsWhoTheGroupNamesElseWhoItsFirstPodNamesElseNobody() {
    state.followUsers(UserSource.parse("label:team"), HOUR);
    state.reports().podChanged(pod("a").of("g").spec(), 0);
    assertThat(jobOf("a").user().name()).isEqualTo(UserBook.NOBODY);
    state.reports().podChanged(pod("b").of("g").by("ann").spec(), 0);
    state.reports().podChanged(pod("c").of("g").by("bob").spec(), 0);
    assertThat(jobOf("a").user().name()).isEqualTo("ann");

    state
        .reports()
        .groupChanged(
            group("g", 1, "default", "", GroupPhase.PENDING, null).toBuilder()
                .user("cleo")
                .build());
    assertThat(jobOf("a").user().name()).isEqualTo("cleo");
    assertThat(jobOf("a").user().namespace()).isNull();
    Recount.check(state);

    state.reports().podChanged(pod("bare").by("dan").spec(), 0);
    assertThat(jobOf("bare").user().name()).isEqualTo("dan");
    state.followUsers(UserSource.NAMESPACE, HOUR);
    assertThat(jobOf("bare").user().name()).isEqualTo(Sample.NAMESPACE);
    assertThat(jobOf("bare").user().namespace()).isNotNull();
    Recount.check(state);
  }

  @Test
  void sourcesAreReadOrRefused() {
    assertThat(UserSource.parse("namespace").mark()).isEqualTo(UserSource.USER_ANNOTATION);
    assertThat(UserSource.parse("annotation:basalt.dev/user"))
        .isEqualTo(UserSource.USER_ANNOTATION);
    UserSource label = UserSource.parse("label:example.com/team");
    assertThat(label.mark()).isEqualTo(label);
    assertThat(label.key()).isEqualTo("example.com/team");
    for (String bad : List.of("", "label", "label:", "user:x", ":x")) {
      assertThatThrownBy(() -> UserSource.parse(bad)).hasMessageContaining("label:KEY");
    }
  }

  @Test
  void thePastIsTheIntegralWhateverHappensAndHoweverOftenItIsAskedFor() {
    Property.named("the past of users against a sum over small steps")
        .tries(150)
        .check(source -> check(source, 0));
  }

  @Test
  void aChangeThatIsCountedLateIsNoticed() {
    assertThatThrownBy(() ->
            Property.named("the past of users, counted late")
                .tries(50)
                .check(source -> check(source, MINUTE)))
        .isInstanceOf(AssertionError.class);
  }

  /** Pods come and go at whole minutes; the reference adds up minute by minute. */
  private static void check(Source source, long late) {
    UserBookTest test = new UserBookTest();
    long halfLife = source.between(5, 90) * MINUTE;
    test.state.followUsers(UserSource.NAMESPACE, halfLife);
    List<String> running = new ArrayList<>();
    test.hold("first", "cpu=1");
    running.add("first");
    test.state.settleUsers(0, 0);
    double expected = 0;
    long held = 1000;
    double factor = Math.pow(0.5, (double) MINUTE / halfLife);
    int minutes = source.size(1, 240);
    for (int minute = 1; minute <= minutes; minute++) {
      expected = expected * factor + held * (1 - factor);
      long now = minute * MINUTE;
      if (source.chance(20)) {
        int cpus = source.between(1, 9);
        test.hold("p" + minute, "cpu=" + cpus);
        running.add("p" + minute);
        held += cpus * 1000L;
        test.state.settleUsers(now + late, 0);
      } else if (source.chance(20) && running.size() > 1) {
        String name = running.remove(source.between(0, running.size() - 1));
        held -= test.taskOf(name).request().amountOf(CPU);
        test.end(name);
        test.state.settleUsers(now + late, 0);
      }
      if (source.chance(30)) {
        assertThat(test.past(now + late)).isCloseTo(expected, within(1e-6 * held));
      }
    }
    assertThat(test.past(minutes * MINUTE + late)).isCloseTo(expected, within(1e-6 * held));
    assertThat(test.user().held().get(CPU)).isEqualTo(held);
  }

  private void hold(String name, String amounts) {
    state.reports().podChanged(bound(name, amounts).spec(), 0);
  }

  private void end(String name) {
    state.reports().podChanged(bound(name, "cpu=1").ended(PodPhase.SUCCEEDED).spec(), 0);
  }

  private static PodBuilder bound(String name, String amounts) {
    return pod(name).asking(amounts).on("n1").running();
  }

  private Task taskOf(String name) {
    Task task = state.task(name + "-uid");
    if (task == null) {
      throw new AssertionError(name + " is not known");
    }
    return task;
  }

  private Job jobOf(String name) {
    Job job = taskOf(name).job();
    if (job == null) {
      throw new AssertionError(name + " has no job");
    }
    return job;
  }

  private QueueUser user() {
    return state.queues().getFirst().users().iterator().next();
  }

  private double past(long now) {
    user().advance(now);
    return user().past(CPU);
  }
}
