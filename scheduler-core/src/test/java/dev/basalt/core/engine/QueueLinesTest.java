package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.explain.Explainer;
import dev.basalt.core.explain.JobExplanation;
import dev.basalt.core.model.Wait;
import dev.basalt.core.port.Binding;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.Sample.PodBuilder;
import dev.basalt.core.testing.World;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Jobs that wait for other jobs of their queue. */
final class QueueLinesTest {
  private int looks;
  private final FakePlugin counting =
      new FakePlugin(
          "counting",
          hooks ->
              hooks.jobValid(job -> {
                looks++;
                return null;
              }));

  @Test
  void jobsInLineCostNothingWhileTheFirstWaits() {
    World world = new World(FakePlugin.gang(), counting).started();
    world.queue(fifo("line")).node(node("n1", "cpu=4"));
    world.pod(pod("large").in("line").asking("cpu=8").created(1));
    for (int i = 0; i < 200; i++) {
      world.pod(pod("small" + i).in("line").asking("cpu=1").created(2 + i));
    }
    world.run();
    assertThat(world.bindings).isEmpty();
    int before = looks;
    world.node(node("n2", "cpu=1")).run();
    world.pass(Duration.ofSeconds(20));
    assertThat(looks).isEqualTo(before);

    world.node(node("n3", "cpu=8")).run();
    assertThat(world.boundPods()).hasSize(1 + 5).contains("large", "small0", "small4");
  }

  @Test
  void aLongLineMovesOnWithAllThatFits() {
    World world = new World().started();
    world.queue(fifo("line"));
    world.pod(pod("a").in("line").asking("cpu=1").created(1));
    for (int i = 0; i < 300; i++) {
      world.pod(pod("b" + i).in("line").asking("cpu=1").created(2 + i));
    }
    world.run();
    world.node(node("n1", "cpu=100")).run();
    assertThat(world.boundPods()).hasSize(100);
    assertThat(world.boundPods()).doesNotContain("b99");
  }

  @Test
  void whereTheyStandIsSaidAgainAsTheLineMovesOn() {
    World world = new World().started();
    world.queue(fifo("line")).node(node("n1", "cpu=4"));
    world.pod(pod("one").in("line").asking("cpu=8").created(1));
    world.pod(pod("two").in("line").asking("cpu=8").created(2));
    world.pod(pod("three").in("line").asking("cpu=1").created(3)).run();
    assertThat(why(world, "three").message())
        .isEqualTo(
            "waits behind team/one ("
                + why(world, "one").reason().code()
                + ") in queue line, whose dequeueStrategy is fifo; place 3 of 3");
    world.gone(pod("one").in("line")).run();
    assertThat(why(world, "three").message()).contains("behind team/two").contains("place 2 of 2");
  }

  private static Wait why(World world, String job) {
    CompletableFuture<Wait> answer =
        world.engine.ask(session -> {
          JobExplanation explanation = new Explainer(session).explain(Sample.NAMESPACE + "/" + job);
          return Objects.requireNonNull(Objects.requireNonNull(explanation).why());
        });
    world.run();
    return answer.join();
  }

  @Test
  void inAFifoQueueJobsStartInTheirOrderWhateverHappens() {
    Property.named("fifo under random events")
        .tries(150)
        .check(source -> startsInOrder(source, true));
  }

  @Test
  void jobsThatPassOthersAreNoticed() {
    assertThatThrownBy(() ->
            Property.named("planted: the queue is not fifo")
                .tries(150)
                .check(source -> startsInOrder(source, false)))
        .isInstanceOf(AssertionError.class);
  }

  private static void startsInOrder(Source source, boolean fifo) {
    World world = new World().started();
    world.queue(QueueSpec.builder("line", "line-uid").fifo(fifo).build());
    world.node(node("n1", "cpu=8"));
    TreeMap<String, PodBuilder> running = new TreeMap<>();
    int names = 0;
    int seen = 0;
    long last = -1;
    int steps = source.size(5, 100);
    for (int step = 0; step < steps; step++) {
      switch (source.between(0, 3)) {
        case 0, 1 -> {
          String name = "p%03d".formatted(names);
          PodBuilder pod = pod(name).in("line").created(names++);
          running.put(name, pod.asking("cpu=" + source.between(1, 6)));
          world.pod(pod);
        }
        case 2 -> {
          if (!running.isEmpty()) {
            String name = source.pick(List.copyOf(running.keySet()));
            world.gone(Objects.requireNonNull(running.remove(name)));
          }
        }
        default -> world.pass(Duration.ofMillis(source.between(1, 3000)));
      }
      world.run();
      for (Binding binding : world.bindings.subList(seen, world.bindings.size())) {
        long place = Long.parseLong(binding.podName().substring(1));
        assertThat(place).as("%s starts after p%03d", binding.podName(), last).isGreaterThan(last);
        last = place;
        PodBuilder bound = running.get(binding.podName());
        if (bound != null) {
          world.pod(bound.on("n1").running());
        }
      }
      seen = world.bindings.size();
      world.confirmAll();
    }
  }

  @Test
  void noMoreJobsRunThanAQueueAllowsAndTheLineIsUsedUp() {
    Property.named("limit of running jobs under random events")
        .tries(150)
        .check(source -> keepsLimit(source, source.between(1, 4), true));
  }

  @Test
  void jobsBeyondTheLimitAreNoticed() {
    assertThatThrownBy(() ->
            Property.named("planted: no limit of running jobs")
                .tries(150)
                .check(source -> keepsLimit(source, source.between(1, 4), false)))
        .isInstanceOf(AssertionError.class);
  }

  private static void keepsLimit(Source source, int limit, boolean told) {
    World world = new World().started();
    world.queue(
        QueueSpec.builder("around", "around-uid")
            .maxRunningJobs(told ? limit : QueueSpec.UNLIMITED)
            .build());
    world.queue(QueueSpec.builder("a", "a-uid").parent("around").build());
    world.queue(QueueSpec.builder("b", "b-uid").parent("around").fifo(true).build());
    world.node(node("n1", "cpu=100"));
    int jobs = source.size(1, 60);
    TreeMap<String, PodBuilder> pods = new TreeMap<>();
    for (int i = 0; i < jobs; i++) {
      pods.put("p" + i, pod("p" + i).in(source.pick("a", "b")).asking("cpu=1").created(i));
    }
    pods.values().forEach(world::pod);
    Set<String> ended = new HashSet<>();
    for (int turn = 0; turn < jobs * 3 && ended.size() < jobs; turn++) {
      world.run().confirmAll();
      List<String> running = new ArrayList<>(world.boundPods());
      running.removeAll(ended);
      assertThat(running).hasSizeLessThanOrEqualTo(limit);
      if (!running.isEmpty()) {
        String name = source.pick(running);
        ended.add(name);
        world.pod(Objects.requireNonNull(pods.get(name)).on("n1").ended(PodPhase.SUCCEEDED));
      }
      world.pass(Duration.ofSeconds(2));
    }
    assertThat(ended).hasSize(jobs);
  }

  private static QueueSpec fifo(String name) {
    return QueueSpec.builder(name, name + "-uid").fifo(true).build();
  }
}
