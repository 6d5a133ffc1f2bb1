package dev.basalt.controllers.cron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.basalt.api.batch.CronJobStatus;
import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.made.MadeJob;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.properties.Property;
import dev.basalt.properties.Source;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * CronJobs in a world where controllers die between any two writes, and the next one begins with
 * what its watches showed some time ago.
 */
class CronWorldTest {
  private static final int PERIOD = 600;

  @Test
  void noTimeHasTwoJobsAndNoneIsForgotten() {
    check(false);
  }

  @Test
  void namesThatDifferFromTryToTryAreNoticed() {
    assertThatThrownBy(() -> check(true)).isInstanceOf(AssertionError.class);
  }

  private static void check(boolean fault) {
    Property.named("a time has one job, whatever dies")
        .tries(300)
        .check(source -> {
          World world =
              new World(source.pick(CronTerms.Overlap.values()), source.between(0, 2), fault);
          Actor actor = new Actor(world, source);
          for (int i = source.size(5, 150); i > 0; i--) {
            switch (source.between(0, 9)) {
              case 0 -> world.now = world.now.plusSeconds(source.between(1, 2 * PERIOD));
              case 1 -> actor = new Actor(world, source);
              case 2 -> world.end(source);
              default -> actor.step();
            }
          }
          world.finish(source);
        });
  }

  /** The status and its version, and the jobs, at one time. */
  private record Shown(@Nullable CronJobStatus status, int version, List<MadeJob> jobs) {}

  /** What the API server holds. */
  private static final class World {
    private static final ObjectKey NAME = new ObjectKey("team", "cron");

    private final CronTerms terms;
    private final boolean fault;
    private final Instant created = Instant.parse("2026-11-01T00:00:00Z");
    private final Map<String, MadeJob> jobs = new TreeMap<>();
    private final List<Instant> runs = new ArrayList<>();
    private Instant now = created;
    private final List<Shown> history = new ArrayList<>();
    private Shown shown = new Shown(null, 0, List.of());
    private int made;

    private World(CronTerms.Overlap overlap, int history, boolean fault) {
      this.fault = fault;
      String yaml =
          """
          apiVersion: batch.volcano.sh/v1alpha1
          kind: CronJob
          spec: {schedule: "*/10 * * * *", concurrencyPolicy: %s, successfulJobsHistoryLimit: %d,
            failedJobsHistoryLimit: %d, jobTemplate: {spec: {tasks: [{name: t}]}}}
          """
              .formatted(
                  overlap.name().charAt(0) + overlap.name().substring(1).toLowerCase(Locale.ROOT),
                  history,
                  history);
      terms =
          CronTerms.read(
              Serialization.unmarshal(yaml, WrittenCronJob.class).getSpec(), ZoneOffset.UTC);
    }

    private void show(@Nullable CronJobStatus status, int version) {
      history.add(shown);
      shown = new Shown(status, version, List.copyOf(jobs.values()));
    }

    private void end(Source source) {
      List<MadeJob> running = jobs.values().stream().filter(job -> !job.finished()).toList();
      if (!running.isEmpty()) {
        MadeJob job = source.pick(running);
        JobPhase phase = source.chance(70) ? JobPhase.COMPLETED : JobPhase.FAILED;
        jobs.put(job.key().name(), ended(job, phase));
        show(shown.status(), shown.version());
      }
    }

    private void create(Instant time) {
      String name = terms.jobName("cron", time) + (fault ? "-" + made : "");
      if (jobs.containsKey(name)) {
        return;
      }
      made++;
      assertThat(runs).as("jobs of %s", time).doesNotContain(time);
      assertThat(time).as("made at %s", now).isBetween(created, now);
      if (terms.overlap() != CronTerms.Overlap.ALLOW) {
        assertThat(jobs.values()).as("beside the job of %s", time).allMatch(MadeJob::finished);
      }
      runs.add(time);
      jobs.put(name, CronPlanTest.job(name, time, null));
      show(shown.status(), shown.version());
    }

    private static MadeJob ended(MadeJob job, JobPhase phase) {
      return CronPlanTest.job(job.key().name(), Objects.requireNonNull(job.scheduled()), phase);
    }

    /** One controller that is left in peace does what is left. */
    private void finish(Source source) {
      jobs.replaceAll((name, job) -> ended(job, JobPhase.COMPLETED));
      show(shown.status(), shown.version());
      Actor last = new Actor(this, source);
      for (int i = 0; i < 60; i++) {
        last.step();
      }
      long due = now.getEpochSecond() / PERIOD * PERIOD;
      if (due > created.getEpochSecond()) {
        assertThat(runs.getLast()).isEqualTo(Instant.ofEpochSecond(due));
      }
      assertThat(runs).isSorted();
      long ended = jobs.values().stream().filter(MadeJob::finished).count();
      assertThat(ended).isLessThanOrEqualTo(2L * terms.keepSucceeded());
    }
  }

  /** A controller that leads, until another one does: then nothing of it is sent any more. */
  private static final class Actor {
    private final World world;
    private final Deque<Runnable> left = new ArrayDeque<>();
    private int lag;
    private Shown own;

    private Actor(World world, Source source) {
      this.world = world;
      lag = source.between(0, 5);
      own = new Shown(null, -1, List.of());
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
      int at = world.history.size() - lag;
      lag = Math.max(0, lag - 1);
      Shown seen = at >= 0 && at < world.history.size() ? world.history.get(at) : world.shown;
      return own.version() > seen.version()
          ? new Shown(own.status(), own.version(), seen.jobs())
          : seen;
    }

    private void plan() {
      Shown seen = seen();
      List<MadeJob> jobs = new ArrayList<>(seen.jobs());
      CronJobStatus status = seen.status();
      if (status != null && status.active() != null) {
        // Those that the status names are asked for.
        for (ObjectReference reference : status.active()) {
          MadeJob there = world.jobs.get(reference.getName());
          if (there != null && jobs.stream().noneMatch(job -> job.uid().equals(there.uid()))) {
            jobs.add(there);
          }
        }
      }
      CronPlan plan =
          CronPlan.of(
              new CronPlan.Facts(World.NAME, world.terms, world.created, status, jobs), world.now);
      own = seen;
      if (!plan.status().equals(status)) {
        left.add(() -> write(plan.status()));
      } else if (plan.start() != null) {
        left.add(this::isCurrent);
      }
      plan.bygone().forEach(job -> left.add(() -> delete(job)));
      Instant start = plan.start();
      if (start != null) {
        plan.replaced().forEach(job -> left.add(() -> delete(job)));
        left.add(() -> world.create(start));
      }
    }

    private void write(CronJobStatus status) {
      if (isCurrent()) {
        world.show(status, own.version() + 1);
        own = world.shown;
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

    private void delete(MadeJob job) {
      world.jobs.remove(job.key().name());
      world.show(world.shown.status(), world.shown.version());
    }
  }
}
