package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.group;
import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.RunTime;
import dev.basalt.core.model.Wait;
import dev.basalt.core.model.WaitReason;
import dev.basalt.core.session.Reservation;
import dev.basalt.core.session.Session;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.World;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Room that is kept for the first job that lacks it, and who passes. */
final class ReservationTest {
  private final World world =
      new World(
              EngineSettings.standard().withReleaseDelay(Duration.ZERO),
              FakePlugin.gang(),
              FakePlugin.fullestFirst())
          .started();

  @Test
  void theStartIsWhenEnoughPodsHaveEndedByWhatIsSaidOfThem() {
    world.node(node("n1", "cpu=4")).node(node("n2", "cpu=4"));
    running("a", "n1", 4, 10);
    running("b", "n2", 4, 30);
    gang("large", 2, "cpu=4");
    world.run();
    assertThat(startOf("large")).isEqualTo(30);
    assertThat(said("large")).contains("room on 2 nodes is kept for team/large");
  }

  @Test
  void onlyAsManyNodesAreKeptAsAreNeededAndThoseFirstThatAreFullNow() {
    world.node(node("n1", "cpu=4")).node(node("n2", "cpu=4")).node(node("n3", "cpu=4"));
    running("a", "n1", 3, 10);
    running("b", "n2", 4, 10);
    running("c", "n3", 4, 10);
    gang("large", 2, "cpu=4");
    world.run();
    single("service", "cpu=1", 0);
    world.run();
    assertThat(world.bound()).containsExactly("service>n1");
  }

  @Test
  void aJobThatEndsInTimePassesAndOneOfUnknownLengthDoesNot() {
    world.node(node("n1", "cpu=5"));
    running("a", "n1", 3, 10);
    gang("large", 1, "cpu=5");
    single("silent", "cpu=1", 0);
    single("long", "cpu=1", 11);
    single("short", "cpu=1", 10);
    world.run();
    assertThat(world.bound()).containsExactly("short>n1");
    assertThat(reasonOf("silent")).isEqualTo(WaitReason.RESERVATION.code());
    assertThat(said("long")).contains("expected to run for 11s", "basalt.dev/running-estimate");
  }

  @Test
  void whatWasHeldBackGoesOnceTheJobItWasHeldBackForIsGone() {
    world.node(node("n1", "cpu=4"));
    running("a", "n1", 3, 10);
    gang("large", 1, "cpu=4");
    single("silent", "cpu=1", 0);
    world.run();
    assertThat(world.bound()).isEmpty();
    world.gone(pod("large-0"));
    world.run();
    assertThat(world.bound()).containsExactly("silent>n1");
  }

  @Test
  void whatWasHeldBackGoesOnceTheJobHasStarted() {
    world.node(node("n1", "cpu=4")).node(node("n2", "cpu=1"));
    running("a", "n1", 3, 10);
    running("b", "n2", 1, 0);
    gang("large", 1, "cpu=4");
    single("silent", "cpu=1", 0);
    world.run();
    world.clock.advance(Duration.ofSeconds(10));
    world.pod(pod("a").asking("cpu=3").on("n1").ended(PodPhase.SUCCEEDED));
    world.run().confirmAll();
    assertThat(world.boundPods()).containsExactly("large-0");
    world.node(node("n3", "cpu=1")).run();
    assertThat(world.bound()).containsExactly("large-0>n1", "silent>n3");
  }

  @Test
  void aJobThatNothingTellsTheStartOfLeavesTheRoomToTheNext() {
    world.node(node("n1", "cpu=4")).node(node("n2", "cpu=4"));
    running("service", "n1", 3, 0);
    running("a", "n2", 3, 10);
    gang("impossible", 2, "cpu=4");
    gang("large", 1, "cpu=4");
    world.run();
    single("silent", "cpu=1", 0);
    world.run();
    assertThat(world.bound()).containsExactly("silent>n1");
    assertThat(startOf("large")).isEqualTo(10);
    assertThat(said("impossible")).doesNotContain("kept");
  }

  @Test
  void aPodThatRunsLongerThanSaidMayEndAnyMoment() {
    world.node(node("n1", "cpu=4"));
    running("a", "n1", 3, 10);
    gang("large", 1, "cpu=4");
    world.run();
    world.pass(Duration.ofSeconds(20));
    single("short", "cpu=1", 1);
    world.run();
    assertThat(world.bound()).isEmpty();
    assertThat(said("short")).contains("it starts as soon as enough of it is there");
  }

  @Test
  void anOverdueJobHasNodesKeptThoughNothingTellsWhenTheyAreFree() {
    World overdue =
        new World(
                EngineSettings.standard().withReleaseDelay(Duration.ZERO),
                FakePlugin.gang(),
                FakePlugin.fullestFirst(),
                new FakePlugin(
                    "overdue",
                    hooks -> hooks.jobOverdue((job, view) -> job.key().equals("team/large"))))
            .started();
    overdue.node(node("n1", "cpu=4")).node(node("n2", "cpu=4"));
    overdue.pod(pod("x").asking("cpu=1").on("n1").running());
    overdue.pod(pod("y").asking("cpu=3").on("n2").running());
    overdue.group(group("large", 1));
    overdue.pod(pod("large-0").of("large").asking("cpu=4").created(1001));
    for (int i = 0; i < 3; i++) {
      overdue.pod(
          pod("small-" + i).asking("cpu=1").created(1002 + i).runsFor(Duration.ofSeconds(1)));
    }
    overdue.run();
    assertThat(overdue.bound()).as("the emptier node is kept").containsExactly("small-0>n2");
  }

  @Test
  void severalKindsOfPodsAreFoundRoomBesideEachOther() {
    world.node(node("n1", "cpu=4")).node(node("n2", "cpu=4"));
    running("a", "n1", 4, 10);
    running("b", "n2", 4, 20);
    world.group(group("mixed", 3));
    world.pod(pod("mixed-0").of("mixed").asking("cpu=1"));
    world.pod(pod("mixed-1").of("mixed").asking("cpu=3"));
    world.pod(pod("mixed-2").of("mixed").asking("cpu=2"));
    world.run();
    assertThat(startOf("mixed")).isEqualTo(20);
  }

  @Test
  void podsOfBeforeThisProcessCountFromWhenTheyBegan() {
    world.node(node("n1", "cpu=4"));
    long now = world.clock.epochMillis();
    world.pod(
        pod("a")
            .asking("cpu=3")
            .on("n1")
            .running()
            .running(new RunTime(30_000, 0, ""))
            .started(now - 20_000));
    gang("large", 1, "cpu=4");
    world.run();
    assertThat(startOf("large")).isEqualTo(10);
  }

  @Test
  void whoComesBehindIsToldWhenItsTurnIsExpected() {
    world.node(node("n1", "cpu=4"));
    running("a", "n1", 4, 10);
    world.group(group("first", 1)).group(group("second", 1));
    world.pod(pod("first-0").of("first").asking("cpu=4").runsFor(Duration.ofSeconds(7)));
    world.pod(pod("second-0").of("second").asking("cpu=4").runsFor(Duration.ofSeconds(7)));
    world.run();
    assertThat(expected("first")).isEqualTo(10);
    assertThat(expected("second")).isEqualTo(17);
  }

  @Test
  void whoIsOvertakenIsNotToldOfItsRoomAnyLonger() {
    world.node(node("n1", "cpu=4"));
    running("a", "n1", 4, 10);
    world.group(group("younger", 1).toBuilder().createdMillis(1001).build());
    world.pod(pod("younger-0").of("younger").asking("cpu=4"));
    world.run();
    assertThat(said("younger")).contains("room on 1 node is kept for team/younger");

    world.group(group("older", 1));
    world.pod(pod("older-0").of("older").asking("cpu=4"));
    world.run();
    assertThat(said("older")).contains("room on 1 node is kept for team/older");
    assertThat(said("younger")).doesNotContain("kept");

    world.gone(pod("older-0"));
    world.run();
    assertThat(said("younger")).contains("room on 1 node is kept for team/younger");
  }

  private void running(String name, String node, int cpu, int seconds) {
    Sample.PodBuilder running =
        pod(name).asking("cpu=" + cpu).on(node).running().started(world.clock.epochMillis());
    world.pod(seconds == 0 ? running : running.runsFor(Duration.ofSeconds(seconds)));
  }

  private void gang(String name, int pods, String amounts) {
    world.group(group(name, pods));
    for (int i = 0; i < pods; i++) {
      world.pod(pod(name + "-" + i).of(name).asking(amounts));
    }
  }

  private void single(String name, String amounts, int seconds) {
    Sample.PodBuilder single = pod(name).asking(amounts).created(2000);
    world.pod(seconds == 0 ? single : single.runsFor(Duration.ofSeconds(seconds)));
  }

  private String reasonOf(String name) {
    return ask(session -> String.valueOf(waiting(session, name).reason().code()));
  }

  private String said(String name) {
    return ask(session -> waiting(session, name).message());
  }

  private static Wait waiting(Session session, String name) {
    return session.jobs().stream()
        .filter(job -> job.key().equals("team/" + name))
        .map(job -> requireNonNull(job.waiting()))
        .findFirst()
        .orElseThrow();
  }

  /** Seconds from now. */
  private long startOf(String name) {
    return ask(session -> {
      Reservation reservation =
          requireNonNull(
              session.reservations().of(requireNonNull(session.state().group("team", name))));
      return (reservation.startNanos() - session.nowNanos()) / 1_000_000_000L;
    });
  }

  private long expected(String name) {
    return ask(session ->
        (session.reservations().expectedStart(requireNonNull(session.state().group("team", name)))
                - session.nowNanos())
            / 1_000_000_000L);
  }

  private <T> T ask(Function<Session, T> question) {
    CompletableFuture<T> answer = world.engine.ask(question);
    world.run();
    return answer.join();
  }
}
