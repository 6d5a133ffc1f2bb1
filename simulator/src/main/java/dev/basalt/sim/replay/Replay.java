package dev.basalt.sim.replay;

import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.port.StatusUpdate.GroupCondition;
import dev.basalt.core.port.StatusUpdate.GroupStatus;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.SimulationReport;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.replay.JobBook.ClassAccount;
import dev.basalt.sim.replay.ReplayResult.ClassWaits;
import dev.basalt.sim.time.Seed;
import dev.basalt.sim.trace.Trace;
import dev.basalt.sim.trace.TraceJob;
import dev.basalt.sim.trace.TraceNode;
import dev.basalt.sim.trace.TraceQueue;
import dev.basalt.sim.workload.Gang;
import dev.basalt.sim.workload.PodTemplate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Runs a trace through the simulated cluster with the shipped engine, all checks on. Jobs become
 * PodGroups with their {@code minResources}; pods that a node loses are made anew; jobs that have
 * ended are deleted after a while, as controllers do.
 */
public final class Replay {
  /** How often it is looked who starves. */
  private static final long STRETCH_NANOS = Duration.ofMinutes(1).toNanos();

  /** Samples are a stretch apart, or further where work comes in for longer than that. */
  private static final int MOST_SAMPLES = 2000;

  private static final Duration START_LIMIT = Duration.ofMinutes(5);

  private final Trace trace;
  private final ReplaySettings settings;
  private final Simulation simulation;
  private final RoomBook room;
  private final JobBook jobs;
  private final StarvationCheck starvation;
  private final Sampler sampler;
  private final long stretchesPerSample;
  private long startNanos;
  private int next;

  /**
   * Prepares a run.
   *
   * @throws IllegalArgumentException if the trace contradicts itself, or the configuration cannot
   *     be used
   */
  public Replay(Trace trace, ReplaySettings settings) {
    this.trace = trace;
    this.settings = settings;
    simulation = new Simulation(ClusterSettings.standard(settings.seed()), settings.setup());
    room = new RoomBook(trace);
    jobs = new JobBook(trace, room, simulation.time());
    starvation =
        new StarvationCheck(
            jobs, room, trace.queues().size(), settings.patience(), this::schedulersWords);
    sampler = new Sampler(trace, jobs, room);
    stretchesPerSample =
        Math.max(1, Math.ceilDiv(trace.lastSubmitNanos(), STRETCH_NANOS * MOST_SAMPLES));
    simulation.cluster().observe(jobs);
    jobs.tell(
        (job, together) -> starvation.bound(job, together, simulation.time().nanos()),
        job -> simulation.time().after(settings.keepEnded().toNanos(), () -> delete(job)));
  }

  /** What runs, for those who want to trouble it. */
  public Simulation simulation() {
    return simulation;
  }

  /** Runs the trace to its end. */
  public ReplayResult run(Progress progress) {
    long wallStart = System.nanoTime();
    prepare();
    startNanos = simulation.time().nanos();
    starvation.start(startNanos);
    submitNext();
    long last = trace.lastSubmitNanos();
    for (long at = 0; at <= last || (somebodyWaits() && at <= last + drainNanos()); ) {
      at += STRETCH_NANOS;
      simulation.time().advanceTo(startNanos + at);
      look(at);
      progress.at(Math.min(1, (double) at / last), at, jobs.podsBound(), jobs.podsWaiting());
    }
    starvation.end(simulation.time().nanos());
    return result(System.nanoTime() - wallStart);
  }

  private long drainNanos() {
    return settings.drain().toNanos();
  }

  private void prepare() {
    SimulatedCluster cluster = simulation.cluster();
    for (TraceQueue queue : trace.queues()) {
      cluster.putQueue(spec(queue));
    }
    for (TraceNode node : trace.nodes()) {
      cluster.addNode(node.name(), node.allocatable().toQuantities(), node.labels(), List.of());
    }
    TreeSet<Integer> priorities = new TreeSet<>();
    trace.jobs().forEach(job -> priorities.add(job.priority()));
    priorities.forEach(priority -> cluster.putPriorityClass(priorityClass(priority), priority));
    boolean ready =
        simulation.runUntil(
            () ->
                simulation.scheduler().summary().leading()
                    && simulation.scheduler().summary().nodes() == trace.nodes().size(),
            START_LIMIT);
    if (!ready) {
      throw new IllegalStateException("the scheduler did not take the lead within " + START_LIMIT);
    }
  }

  private static QueueSpec spec(TraceQueue queue) {
    return QueueSpec.builder(queue.name(), "queue-" + queue.name())
        .weight(queue.weight())
        .capability(queue.capability())
        .build();
  }

  /** Plans the next submission only: a plan of all of them would make every step dearer. */
  private void submitNext() {
    if (next < trace.jobs().size()) {
      TraceJob job = trace.jobs().get(next++);
      long at = startNanos + job.submitNanos();
      simulation
          .time()
          .after(
              at - simulation.time().nanos(),
              () -> {
                simulation.cluster().submit(gang(job));
                submitNext();
              });
    }
  }

  private Gang gang(TraceJob job) {
    SplittableRandom random = new Seed(settings.seed()).stream(job.name());
    PodTemplate template =
        PodTemplate.of(job.shape()).withPriority(job.priority()).replacedWhenLost();
    if (settings.estimates()) {
      double longest = job.durationNanos() * (1 + job.durationSpread());
      template = template.estimated(Duration.ofNanos((long) longest));
    }
    List<PodTemplate> members = new ArrayList<>(job.pods());
    for (int i = 0; i < job.pods(); i++) {
      double factor = 1 + job.durationSpread() * (2 * random.nextDouble() - 1);
      members.add(template.running(Duration.ofNanos((long) (job.durationNanos() * factor))));
    }
    return Gang.of(job.name(), job.queue(), job.minMember(), members)
        .minResources(minimum(job))
        .priorityClass(priorityClass(job.priority()));
  }

  private static ResourceList minimum(TraceJob job) {
    Map<String, Long> amounts = job.shape().requests().toMap();
    amounts.replaceAll((name, amount) -> amount * job.minMember());
    return ResourceList.of(amounts);
  }

  private static String priorityClass(int priority) {
    return "priority-" + priority;
  }

  private void delete(JobProgress job) {
    if (job.alive == 0) {
      simulation.cluster().deleteGang(job.job.name());
    }
  }

  private void look(long at) {
    if (!jobs.waiting().isEmpty()) {
      long now = simulation.time().nanos();
      starvation.sample(now, STRETCH_NANOS, room.held(), room.deserved());
    }
    if (at / STRETCH_NANOS % stretchesPerSample == 0) {
      sampler.take(at);
    }
  }

  private String schedulersWords(String job) {
    GroupStatus status =
        simulation.cluster().askStatus(all -> all.group(Gang.NAMESPACE + "/" + job));
    GroupCondition condition = status == null ? null : status.condition();
    return condition == null ? "nothing" : condition.reason() + ", " + condition.message();
  }

  private boolean somebodyWaits() {
    return jobs.waiting().stream().anyMatch(job -> job.placeable);
  }

  private ReplayResult result(long wallNanos) {
    SimulationReport report = simulation.report();
    return new ReplayResult(
        trace.pods(),
        trace.jobs().size(),
        (int) trace.jobs().stream().filter(TraceJob::gang).count(),
        report.pods(),
        report.bound(),
        report.succeeded(),
        report.failed(),
        jobs.podsWaiting(),
        (int) jobs.jobs().stream().filter(job -> !job.placeable).count(),
        wallNanos,
        simulation.time().nanos() - startNanos,
        trace.lastSubmitNanos(),
        report.nodeOvercommits(),
        simulation.invariants().everPartialGangs(simulation.gangPatience()).size(),
        simulation.invariants().doubleBindings().size(),
        report.outOfRejections(),
        starvation.starved(),
        starvation.bypassed(),
        simulation.log().sessions(),
        room.resources(),
        Arrays.stream(room.total()).boxed().toList(),
        trace.queues(),
        jobs.classes().entrySet().stream().map(Replay::waits).toList(),
        List.copyOf(sampler.samples()));
  }

  private static ClassWaits waits(Map.Entry<String, ClassAccount> entry) {
    ClassAccount account = entry.getValue();
    return new ClassWaits(
        entry.getKey(),
        account.pods,
        account.jobs,
        account.gangs,
        account.waitNanos.size(),
        account.waitNanos.at(0.5),
        account.waitNanos.at(0.9),
        account.waitNanos.at(0.99),
        account.waitNanos.at(1));
  }
}
