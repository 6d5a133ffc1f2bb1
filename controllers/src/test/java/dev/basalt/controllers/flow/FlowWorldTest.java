package dev.basalt.controllers.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.api.flow.Flow;
import dev.basalt.api.flow.FlowDependsOn;
import dev.basalt.api.flow.JobFlowPhase;
import dev.basalt.api.flow.JobFlowSpec;
import dev.basalt.api.flow.JobFlowStatus;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Flows in a world where controllers die between any two writes, the next one begins with what its
 * watches showed some time ago, and jobs go once they have ended.
 */
class FlowWorldTest {
  private static final ObjectKey NAME = new ObjectKey("team", "f");

  @Test
  void eachPlaceHasTheJobsThatAPlainWalkSays() {
    check(false);
  }

  @Test
  void aStatusThatForgetsIsNoticed() {
    assertThatThrownBy(() -> check(true)).isInstanceOf(AssertionError.class);
  }

  private static void check(boolean fault) {
    Property.named("a flow runs each of its jobs once for each try")
        .tries(200)
        .check(source -> {
          World world = new World(source, fault);
          Actor actor = new Actor(world, source);
          for (int i = source.size(10, 150); i > 0; i--) {
            switch (source.between(0, 9)) {
              case 0 -> actor = new Actor(world, source);
              case 1, 2 -> world.end(source);
              case 3 -> world.expire(source);
              default -> actor.step();
            }
          }
          world.finish(source);
        });
  }

  /** The status and its version, and the jobs, at one time. */
  private record Shown(@Nullable JobFlowStatus status, int version, Map<String, MadeJob> jobs) {}

  /** What the API server holds, and what each try of each place comes to. */
  private static final class World {
    private final boolean fault;
    private final int retries;
    private final boolean deletes;
    private final Map<String, Set<String>> targets = new HashMap<>();

    /** Of each place, the try that ends well; beyond the retries if none does. */
    private final Map<String, Integer> good = new HashMap<>();

    private final FlowShape shape;
    private final Map<String, MadeJob> jobs = new HashMap<>();
    private final Set<String> runs = new HashSet<>();
    private final Set<String> completed = new HashSet<>();
    private final List<Shown> history = new ArrayList<>();
    private Shown shown = new Shown(null, 0, Map.of());

    private World(Source source, boolean fault) {
      this.fault = fault;
      retries = source.between(0, 2);
      deletes = source.chance(30);
      int places = source.size(1, 7);
      boolean allGood = source.chance(50);
      List<Flow> flows = new ArrayList<>();
      for (int i = 0; i < places; i++) {
        List<String> before = new ArrayList<>();
        for (int j = 0; j < i; j++) {
          if (source.chance(35)) {
            before.add("p" + j);
          }
        }
        targets.put("f-p" + i, new HashSet<>(before.stream().map(name -> "f-" + name).toList()));
        good.put("f-p" + i, source.between(0, allGood ? retries : retries + 1));
        flows.add(new Flow("p" + i, new FlowDependsOn(before, null), null));
      }
      shape = FlowShape.of(new JobFlowSpec(flows, null));
    }

    private void show(@Nullable JobFlowStatus status, int version) {
      history.add(shown);
      shown = new Shown(status, version, Map.copyOf(jobs));
    }

    private void end(Source source) {
      List<MadeJob> running = jobs.values().stream().filter(job -> !job.finished()).toList();
      if (!running.isEmpty()) {
        end(source.pick(running));
      }
    }

    private void end(MadeJob job) {
      String name = job.key().name();
      boolean well = good.getOrDefault(name, 0) <= job.attempt();
      if (well) {
        completed.add(name);
      }
      JobPhase phase = well ? JobPhase.COMPLETED : JobPhase.FAILED;
      jobs.put(name, FlowFixture.job(name, phase, job.attempt()));
      show(shown.status(), shown.version());
    }

    /** A job goes some time after its end, once the status tells of it. */
    private void expire(Source source) {
      JobFlowStatus status = shown.status();
      List<MadeJob> ended =
          jobs.values().stream()
              .filter(job -> job.finished() && status != null && tells(status, job))
              .toList();
      if (!ended.isEmpty()) {
        jobs.remove(source.pick(ended).key().name());
        show(status, shown.version());
      }
    }

    private static boolean tells(JobFlowStatus status, MadeJob job) {
      return status.jobStatusList() != null
          && status.jobStatusList().stream()
              .anyMatch(one ->
                  job.key().name().equals(one.name())
                      && Objects.equals(one.attempt(), job.attempt())
                      && MadeJob.text(Objects.requireNonNull(job.phase())).equals(one.state()));
    }

    private void create(FlowPlan.Order order) {
      String name = order.name();
      if (jobs.containsKey(name)) {
        return;
      }
      assertThat(runs).as("runs").doesNotContain(name + "#" + order.attempt());
      assertThat(order.attempt()).isLessThanOrEqualTo(retries);
      assertThat(completed).as("before %s", name).containsAll(targets.getOrDefault(name, Set.of()));
      runs.add(name + "#" + order.attempt());
      jobs.put(name, FlowFixture.job(name, null, order.attempt()));
      show(shown.status(), shown.version());
    }

    /** One controller that is left in peace does what is left. */
    private void finish(Source source) {
      Actor last = new Actor(this, source);
      for (int i = 0; i < 200; i++) {
        last.step();
        if (i % 5 == 0) {
          end(source);
        }
      }
      boolean succeeds = good.values().stream().allMatch(first -> first <= retries);
      assertThat(Objects.requireNonNull(shown.status()).state())
          .extracting("phase")
          .isEqualTo(succeeds ? JobFlowPhase.SUCCEED : JobFlowPhase.FAILED);
      if (succeeds) {
        Set<String> expected = new HashSet<>();
        good.forEach((name, first) -> {
          for (int attempt = 0; attempt <= first; attempt++) {
            expected.add(name + "#" + attempt);
          }
        });
        assertThat(runs).isEqualTo(expected);
        assertThat(shown.status().completedJobs())
            .containsExactlyInAnyOrderElementsOf(good.keySet());
        assertThat(jobs.isEmpty() || !deletes).isTrue();
      }
    }
  }

  /** A controller that leads, until another one does: then nothing of it is sent any more. */
  private static final class Actor {
    private final World world;
    private final Deque<Runnable> left = new ArrayDeque<>();
    private final Map<String, MadeJob> gone = new HashMap<>();
    private Map<String, MadeJob> before = Map.of();
    private int at;
    private Shown own = new Shown(null, -1, Map.of());

    private Actor(World world, Source source) {
      this.world = world;
      at = Math.max(0, world.history.size() - source.between(0, 4));
    }

    private void step() {
      if (left.isEmpty()) {
        plan();
      } else {
        left.remove().run();
      }
    }

    /** What its watches show, and what it wrote itself. */
    private Shown seen() {
      Shown seen = world.shown;
      for (int ahead = 0; ahead < 3 && at <= world.history.size(); ahead++, at++) {
        seen = at < world.history.size() ? world.history.get(at) : world.shown;
        Map<String, MadeJob> jobs = seen.jobs();
        before.forEach((name, job) -> {
          if (job.finished() && !jobs.containsKey(name)) {
            gone.put(name, job);
          }
        });
        before = jobs;
      }
      at = Math.min(at, world.history.size());
      return own.version() > seen.version()
          ? new Shown(own.status(), own.version(), seen.jobs())
          : seen;
    }

    private void plan() {
      Shown seen = seen();
      FlowPlan plan =
          FlowPlan.of(
              new FlowPlan.Facts(
                  NAME,
                  world.shape,
                  world.retries,
                  world.deletes,
                  false,
                  seen.status(),
                  seen.jobs(),
                  Map.copyOf(gone),
                  name -> true,
                  Set.of(),
                  null));
      own = seen;
      JobFlowStatus status = world.fault ? forgetful(plan.status()) : plan.status();
      if (!status.equals(seen.status())) {
        left.add(() -> write(status));
      } else if (!plan.make().isEmpty()) {
        left.add(this::isCurrent);
      }
      plan.delete().forEach(job -> left.add(() -> delete(job)));
      plan.make().forEach(order -> left.add(() -> world.create(order)));
    }

    /** Knows of jobs only what is there. */
    private static JobFlowStatus forgetful(JobFlowStatus status) {
      return new JobFlowStatus(null, null, null, null, null, null, null, null, status.state());
    }

    private void write(JobFlowStatus status) {
      if (isCurrent()) {
        world.show(status, own.version() + 1);
        own = world.shown;
        gone.clear();
      }
    }

    private boolean isCurrent() {
      boolean current = own.version() == world.shown.version();
      if (!current) {
        left.clear();
        own = world.shown;
      }
      return current;
    }

    /** By UID: another job of that name is left alone. */
    private void delete(MadeJob job) {
      if (world.jobs.containsKey(job.key().name())
          && world.jobs.get(job.key().name()).uid().equals(job.uid())) {
        world.jobs.remove(job.key().name());
        world.show(world.shown.status(), world.shown.version());
      }
    }
  }
}
