package dev.basalt.cluster.write;

import static org.assertj.core.api.Assertions.assertThat;

import dev.basalt.cluster.write.FakePods.Fate;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.ClusterEvent.BindingConfirmed;
import dev.basalt.core.event.ClusterEvent.BindingRefused;
import dev.basalt.core.port.Binding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random bindings against an API server that loses, delays, repeats and refuses: each binding is
 * answered once, and truly.
 */
class ApiBinderPropertyTest {
  private static final int RUNS = 400;
  private static final Duration LANDING = BinderSettings.standard().bindTimeout();

  @Test
  void everyBindingIsAnsweredOnceAndTruly() {
    for (long seed = 0; seed < RUNS; seed++) {
      assertThat(run(seed, BinderSettings.standard())).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void aBinderThatBelievesLostRequestsDeadTooSoonIsCaught() {
    BinderSettings standard = BinderSettings.standard();
    BinderSettings hasty =
        new BinderSettings(
            standard.leastInFlight(),
            standard.inFlight(),
            standard.mostInFlight(),
            Duration.ofMillis(1),
            Duration.ZERO,
            standard.maxUnanswered(),
            standard.retry());
    List<String> found = new ArrayList<>();
    for (long seed = 0; seed < RUNS; seed++) {
      found.addAll(run(seed, hasty));
    }
    assertThat(found).anyMatch(text -> text.contains("refused, yet it was bound"));
  }

  /** What was wrong in one run. */
  private static List<String> run(long seed, BinderSettings settings) {
    SplittableRandom random = new SplittableRandom(seed);
    VirtualTime time = new VirtualTime();
    FakePods api = new FakePods(time);
    SwitchFence fence = new SwitchFence();
    List<String> problems = new ArrayList<>();
    Map<String, ClusterEvent> answers = new HashMap<>();
    ApiBinder binder =
        new ApiBinder(
            api,
            time,
            time,
            fence,
            settings,
            event -> {
              if (answers.put(uidOf(event), event) != null) {
                problems.add("answered twice: " + event);
              }
            },
            BindingObserver.none());
    api.script =
        request -> {
          if (request.method().equals("POST") && !fence.leading) {
            problems.add("sent without leadership: " + request);
          }
          return fate(random);
        };
    int pods = 1 + random.nextInt(150);
    Map<String, FakePods.Pod> originals = new HashMap<>();
    for (int i = 0; i < pods; i++) {
      String name = "p" + i;
      originals.put(name, api.add(name));
      time.after(
          random.nextLong(2_000_000_000L),
          () -> binder.bind(new Binding("uid-" + name, "ns", name, "n1")));
      disturb(random, time, api, name);
    }
    if (random.nextInt(3) == 0) {
      time.after(random.nextLong(3_000_000_000L), () -> fence.leading = false);
    }
    time.pass(Duration.ofSeconds(30));
    api.script = request -> Fate.good();
    time.pass(Duration.ofMinutes(2));
    originals.forEach((name, pod) -> {
      boolean gone = api.pods.get(name) != pod;
      judge(name, pod, gone, answers.get(pod.uid), problems);
    });
    return problems;
  }

  private static void judge(
      String name,
      FakePods.Pod pod,
      boolean gone,
      @Nullable ClusterEvent answer,
      List<String> problems) {
    switch (answer) {
      case null -> problems.add(name + " was never answered");
      case BindingConfirmed confirmed when !pod.node.equals("n1") ->
          problems.add(name + " was confirmed, yet it is on '" + pod.node + "'");
      case BindingRefused refused when pod.node.equals("n1") && !gone ->
          problems.add(name + " was refused, yet it was bound: " + refused);
      default -> {}
    }
  }

  private static void disturb(
      SplittableRandom random, VirtualTime time, FakePods api, String name) {
    long at = random.nextLong(4_000_000_000L);
    switch (random.nextInt(12)) {
      case 0 -> time.after(at, () -> api.pods.remove(name));
      case 1 -> time.after(at, () -> api.pods.put(name, new FakePods.Pod("uid-new-" + name)));
      case 2 ->
          time.after(
              at,
              () -> {
                FakePods.Pod pod = api.pods.get(name);
                if (pod != null && pod.node.isEmpty()) {
                  pod.node = "n2";
                }
              });
      case 3 ->
          time.after(
              at,
              () -> {
                FakePods.Pod pod = api.pods.get(name);
                if (pod != null) {
                  pod.deleting = true;
                }
              });
      default -> {}
    }
  }

  private static Fate fate(SplittableRandom random) {
    Duration soon = Duration.ofMillis(1 + random.nextInt(20));
    Duration late = Duration.ofNanos(random.nextLong(LANDING.toNanos()));
    return switch (random.nextInt(10)) {
      case 0 -> Fate.neverArrived();
      case 1 -> Fate.lostReply(Duration.ZERO);
      case 2 -> Fate.lostReply(late);
      case 3 -> new Fate(late, 500, soon, Duration.ZERO, null);
      case 4 -> Fate.answered(random.nextBoolean() ? 500 : 503);
      case 5 -> Fate.answered(429);
      case 6 -> random.nextInt(4) == 0 ? Fate.answered(403) : Fate.good();
      default -> new Fate(Duration.ZERO, 0, soon, Duration.ZERO, null);
    };
  }

  private static String uidOf(ClusterEvent event) {
    return switch (event) {
      case BindingConfirmed confirmed -> confirmed.podUid();
      case BindingRefused refused -> refused.podUid();
      default -> throw new IllegalArgumentException("no answer to a binding: " + event);
    };
  }
}
