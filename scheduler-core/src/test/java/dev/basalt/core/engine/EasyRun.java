package dev.basalt.core.engine;

import static dev.basalt.core.testing.Sample.node;
import static dev.basalt.core.testing.Sample.pod;

import dev.basalt.core.config.SchedulerConfiguration;
import dev.basalt.core.event.ClusterEvent;
import dev.basalt.core.event.PodGroupSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.port.Binding;
import dev.basalt.core.testing.FakePlugin;
import dev.basalt.core.testing.Sample;
import dev.basalt.core.testing.World;
import dev.basalt.properties.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A random run of gangs on a few nodes with one resource, beside a plain account of it: by that the
 * first job that waits must never have to wait for longer than it once had to.
 */
final class EasyRun {
  private static final long NEVER = Long.MAX_VALUE;
  private static final int LOOKED_AT = 5;

  private record Held(int node, int cpu, long end, boolean told, Job job) {}

  private static final class Job {
    final String name;
    final int pods;
    final int cpu;
    final int seconds;
    final boolean told;
    boolean started;

    Job(String name, int pods, int cpu, int seconds, boolean told) {
      this.name = name;
      this.pods = pods;
      this.cpu = cpu;
      this.seconds = seconds;
      this.told = told;
    }
  }

  private final Source source;
  private final World world;
  private final int[] capacities;
  private final Map<String, Held> held = new TreeMap<>();
  private final Map<String, Job> byPod = new HashMap<>();
  private final List<Job> jobs = new ArrayList<>();
  private final long beginNanos;
  private long now;
  private int seen;
  private @Nullable Job promised;
  private long promise = NEVER;

  EasyRun(Source source, String arguments) {
    this.source = source;
    FakePlugin gang = FakePlugin.gang();
    FakePlugin score = FakePlugin.fullestFirst();
    SchedulerConfiguration configuration =
        World.parse(
            """
            actions: "enqueue, allocate, backfill"
            configurations:
            - name: backfill
              arguments: {%s}
            tiers:
            - plugins:
              - name: gang
              - name: fullest
            """
                .formatted(arguments));
    world =
        new World(
                EngineSettings.standard().withReleaseDelay(Duration.ZERO),
                configuration,
                List.of(gang, score))
            .started();
    beginNanos = world.clock.nanos();
    capacities = new int[source.between(1, 4)];
    for (int i = 0; i < capacities.length; i++) {
      capacities[i] = source.between(2, 8);
      world.node(node("n" + i, "cpu=" + capacities[i]));
    }
  }

  void run(int seconds) {
    for (now = 0; now < seconds; now++) {
      world.clock.advanceTo(beginNanos + now * 1_000_000_000L);
      endPods();
      int more = source.chance(50) ? source.between(1, 3) : 0;
      for (int i = 0; i < more; i++) {
        submit();
      }
      world.run();
      take();
      check();
    }
  }

  private void submit() {
    boolean large = source.chance(30);
    Job job =
        new Job(
            "j" + jobs.size(),
            large ? source.between(2, 6) : source.between(1, 2),
            source.between(1, 4),
            source.between(1, 12),
            source.chance(80));
    jobs.add(job);
    long created = 1000L + jobs.size();
    world.group(
        PodGroupSpec.builder(job.name + "-uid", Sample.NAMESPACE, job.name)
            .queue("default")
            .minMember(job.pods)
            .createdMillis(created)
            .build());
    for (int i = 0; i < job.pods; i++) {
      String name = job.name + "-" + i;
      byPod.put(name, job);
      world.pod(described(name, job).created(created));
    }
  }

  private static Sample.PodBuilder described(String name, Job job) {
    Sample.PodBuilder described = pod(name).of(job.name).asking("cpu=" + job.cpu);
    return job.told ? described.runsFor(Duration.ofSeconds(job.seconds)) : described;
  }

  private void endPods() {
    for (String name : List.copyOf(held.keySet())) {
      Held one = held.get(name);
      if (one != null && one.end <= now) {
        held.remove(name);
        world.pod(described(name, one.job).on("n" + one.node).ended(PodPhase.SUCCEEDED));
      }
    }
  }

  /** Takes the decisions of this second over. */
  private void take() {
    while (seen < world.bindings.size()) {
      Binding binding = world.bindings.get(seen++);
      Job job = Objects.requireNonNull(byPod.get(binding.podName()));
      int node = Integer.parseInt(binding.nodeName().substring(1));
      held.put(binding.podName(), new Held(node, job.cpu, now + job.seconds, job.told, job));
      boolean ahead = promised != null && jobs.indexOf(job) < jobs.indexOf(promised);
      if (job == promised || ahead) {
        if (job == promised && now > promise) {
          throw new AssertionError(
              job.name + " started at " + now + " s, it could at " + promise + " s");
        }
        promised = null;
        promise = NEVER;
      }
      job.started = true;
      world.offer(new ClusterEvent.BindingConfirmed(binding.podUid()));
      world.run();
    }
  }

  private void check() {
    Job first = null;
    long start = NEVER;
    int looked = 0;
    for (Job job : jobs) {
      if (!job.started && looked++ < LOOKED_AT && start == NEVER) {
        start = earliestStart(job);
        first = start == NEVER ? first : job;
      }
    }
    if (first == null) {
      promised = null;
      return;
    }
    if (first == promised && start > promise) {
      throw new AssertionError(
          "at %d s %s can start at %d s, it could at %d s"
              .formatted(now, first.name, start, promise));
    }
    promised = first;
    promise = start;
    for (Job job : jobs.subList(jobs.indexOf(first) + 1, jobs.size())) {
      if (!job.started && job.told && now + job.seconds <= start && fits(job, now)) {
        throw new AssertionError(
            "at %d s %s waits, it ends before %d s, when %s starts"
                .formatted(now, job.name, start, first.name));
      }
    }
  }

  /** By what is told of the pods that run. */
  private long earliestStart(Job job) {
    if (fits(job, now)) {
      return now;
    }
    return held.values().stream()
        .filter(Held::told)
        .mapToLong(Held::end)
        .sorted()
        .filter(end -> fits(job, end))
        .findFirst()
        .orElse(NEVER);
  }

  private boolean fits(Job job, long when) {
    int[] free = capacities.clone();
    for (Held one : held.values()) {
      free[one.node] -= one.told && one.end <= when ? 0 : one.cpu;
    }
    int slots = 0;
    for (int amount : free) {
      slots += amount / job.cpu;
    }
    return slots >= job.pods;
  }
}
