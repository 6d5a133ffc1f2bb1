package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.write.FakePods.Fate;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.event.ClusterEvent.BindingRefused;
import dev.basalt.core.port.Binding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ApiBinderTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final VirtualTime time = new VirtualTime();
  private final FakePods api = new FakePods(time);
  private final SwitchFence fence = new SwitchFence();
  private final List<ClusterEvent> answers = new ArrayList<>();
  private final ApiBinder binder =
      new ApiBinder(
          api, time, time, fence, BinderSettings.standard(), answers::add, BindingObserver.none());

  @Test
  void confirmsWhatTheServerAccepts() {
    FakePods.Pod pod = api.add("a");
    bind("a", "n1");
    time.pass(LONG);
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
    assertThat(pod.node).isEqualTo("n1");
    assertThat(binder.open()).isZero();
    assertThat(api.seen.getFirst().path())
        .isEqualTo("/api/v1/namespaces/ns/pods/a/binding?timeout=5000ms");
  }

  @Test
  void confirmsConflictWhenThePodIsOnItsNodeAlready() {
    api.add("a").node = "n1";
    bind("a", "n1");
    time.pass(LONG);
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
  }

  @Test
  void refusesConflictWhenThePodIsElsewhere() {
    api.add("a").node = "n2";
    bind("a", "n1");
    time.pass(LONG);
    assertThat(answers)
        .containsExactly(new BindingRefused("uid-a", "Conflict", "the pod is on node n2 already"));
  }

  @Test
  void refusesPodThatIsBeingDeletedWithTheServersWords() {
    api.add("a").deleting = true;
    bind("a", "n1");
    time.pass(Duration.ofMillis(10));
    assertThat(answers)
        .containsExactly(
            new BindingRefused(
                "uid-a", "Conflict", "pod is already assigned or not the one meant"));
  }

  @Test
  void refusesPodThatIsGone() {
    bind("a", "n1");
    time.pass(LONG);
    assertThat(refusal().reason()).isEqualTo("NotFound");
  }

  @Test
  void refusesPodThatWasReplacedUnderItsName() {
    api.pods.put("a", new FakePods.Pod("uid-other"));
    bind("a", "n1");
    time.pass(LONG);
    assertThat(refusal().reason()).isEqualTo("NotFound");
    assertThat(api.pods.get("a").node).isEmpty();
  }

  @Test
  void confirmsWriteWhoseReplyWasLostWithoutSendingItAgain() {
    api.add("a");
    script(Fate.lostReply(Duration.ZERO));
    bind("a", "n1");
    time.pass(LONG);
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
    assertThat(api.sends()).isEqualTo(1);
  }

  @Test
  void sendsAgainWhatNeverArrived() {
    api.add("a");
    script(Fate.neverArrived());
    bind("a", "n1");
    time.pass(LONG);
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
    assertThat(api.sends()).isEqualTo(2);
  }

  @Test
  void waitsAsLongAsTheServerAsksOn429() {
    api.add("a");
    script(new Fate(null, 429, Duration.ofMillis(1), Duration.ZERO, Duration.ofSeconds(3)));
    bind("a", "n1");
    time.pass(Duration.ofMillis(2900));
    assertThat(answers).isEmpty();
    time.pass(Duration.ofMillis(200));
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
  }

  @Test
  void refusesWhatTheServerCallsInvalidOrForbidden() {
    for (int status : new int[] {400, 403, 422}) {
      answers.clear();
      api.add("a");
      script(Fate.answered(status));
      bind("a", "n1");
      time.pass(Duration.ofMillis(10));
      assertThat(refusal().message()).isEqualTo("scripted");
    }
    assertThat(binder.results().all()).containsOnlyKeys("BadRequest", "Forbidden", "Invalid");
  }

  @Test
  void staysUndecidedForAsLongAsTheServerIsAway() {
    FakePods.Pod pod = api.add("a");
    ArrayDeque<Fate> first = new ArrayDeque<>(List.of(Fate.lostReply(Duration.ZERO)));
    boolean[] away = {true};
    api.script =
        request -> !first.isEmpty() ? first.remove() : away[0] ? Fate.neverArrived() : Fate.good();
    bind("a", "n1");
    time.pass(Duration.ofHours(1));
    assertThat(answers).isEmpty();
    assertThat(pod.node).isEqualTo("n1");
    away[0] = false;
    time.pass(Duration.ofSeconds(3));
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
  }

  @Test
  void neverHasMoreUnderWayThanItsSlotsEvenDuringAnOutage() {
    for (int i = 0; i < 500; i++) {
      api.add("p" + i);
      bind("p" + i, "n1");
    }
    boolean[] away = {true};
    api.script = request -> away[0] ? Fate.neverArrived() : Fate.good();
    time.pass(Duration.ofSeconds(30));
    long sentIntoTheVoid = api.sends();
    away[0] = false;
    time.pass(LONG);
    BinderSettings settings = BinderSettings.standard();
    assertThat(sentIntoTheVoid).isEqualTo(settings.inFlight());
    assertThat(api.mostUnderWay).isBetween(settings.inFlight(), settings.mostInFlight());
    assertThat(answers).hasSize(500).allMatch(BindingConfirmed.class::isInstance);
  }

  @Test
  void podThatIsAnsweredWithErrorsDoesNotHoldUpTheOthers() {
    for (int i = 0; i < 200; i++) {
      api.add("bad" + i);
      bind("bad" + i, "n1");
    }
    api.add("good");
    bind("good", "n1");
    api.script =
        request ->
            request.path().contains("/bad") && request.method().equals("POST")
                ? Fate.answered(500)
                : Fate.good();
    time.pass(Duration.ofMillis(40));
    assertThat(answers).containsExactly(new BindingConfirmed("uid-good"));
    time.pass(LONG);
    assertThat(binder.results().get("NoAnswer")).isEqualTo(200);
  }

  @Test
  void refusesOnlyOnceNoLostRequestCanTakeEffect() {
    FakePods.Pod pod = api.add("a");
    script(Fate.lostReply(Duration.ofMillis(5500)), Fate.good(), Fate.answered(403));
    bind("a", "n1");
    time.pass(Duration.ofSeconds(5));
    assertThat(answers).isEmpty();
    time.pass(Duration.ofSeconds(5));
    assertThat(pod.node).isEqualTo("n1");
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
  }

  @Test
  void keepsBindingsWhileTheRenewalIsLateAndSendsThemAfterIt() {
    api.add("a");
    fence.late = true;
    bind("a", "n1");
    time.pass(Duration.ofSeconds(4));
    assertThat(api.seen).isEmpty();
    fence.late = false;
    time.pass(Duration.ofSeconds(1));
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
  }

  @Test
  void refusesUnsentBindingsOfAnEpochThatIsOver() {
    api.add("a");
    bind("a", "n1");
    fence.epoch = 2;
    time.pass(LONG);
    assertThat(refusal().reason()).isEqualTo("NotLeader");
    assertThat(api.seen).isEmpty();
  }

  @Test
  void decidesWhatIsInDoubtEvenWithoutLeadership() {
    api.add("a");
    api.add("b");
    api.script =
        request -> {
          boolean sends = request.method().equals("POST");
          if (!sends) {
            return Fate.good();
          }
          fence.leading = false;
          return Fate.lostReply(Duration.ofSeconds(3));
        };
    bind("a", "n1");
    time.pass(LONG);
    assertThat(answers).containsExactly(new BindingConfirmed("uid-a"));
    assertThat(api.sends()).isEqualTo(1);
  }

  @Test
  void drainWaitsForAnswersAndTakesNothingNew() throws Exception {
    api.add("a");
    bind("a", "n1");
    try (var executor = Executors.newSingleThreadExecutor();
        WriteThread thread = new WriteThread()) {
      FakePods slow = new FakePods(time);
      ApiBinder real =
          new ApiBinder(
              request -> slow.send(request),
              thread,
              time,
              fence,
              BinderSettings.standard(),
              answers::add,
              BindingObserver.none());
      assertThat(
              executor.submit(() -> real.drain(Duration.ofSeconds(30))).get(60, TimeUnit.SECONDS))
          .isTrue();
      real.bind(new Binding("uid-b", "ns", "b", "n1"));
      assertThat(real.drain(Duration.ofSeconds(30))).isTrue();
      assertThat(refusal().reason()).isEqualTo("ShuttingDown");
    }
  }

  private void bind(String pod, String node) {
    binder.bind(new Binding("uid-" + pod, "ns", pod, node));
  }

  private void script(Fate... fates) {
    ArrayDeque<Fate> left = new ArrayDeque<>(List.of(fates));
    api.script = request -> left.isEmpty() ? Fate.good() : left.remove();
  }

  private BindingRefused refusal() {
    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst()).isInstanceOf(BindingRefused.class);
    return (BindingRefused) answers.getFirst();
  }
}
