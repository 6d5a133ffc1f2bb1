package dev.basalt.sim.story;

import dev.basalt.sim.SchedulerSetup;
import dev.basalt.sim.Simulation;
import dev.basalt.sim.check.Violation;
import dev.basalt.sim.cluster.ClusterSettings;
import dev.basalt.sim.cluster.SimulatedCluster;
import dev.basalt.sim.story.Expectation.When;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays a story in a simulated cluster with the shipped engine, on virtual time. */
public final class StoryRunner {
  /** Spans are looked at this often. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Story story;
  private final Simulation simulation;
  private final StoryWorld world;
  private final List<String> disagreements = new ArrayList<>();
  private final Set<Expectation> settled = new LinkedHashSet<>();

  private StoryRunner(Story story, SchedulerSetup setup) {
    this.story = story;
    Map<String, SchedulerSetup> setups = new LinkedHashMap<>();
    story
        .schedulers()
        .forEach((name, zones) ->
            setups.put(name, zones.isEmpty() ? setup : setup.serving(name, zones)));
    simulation =
        new Simulation(
            ClusterSettings.standard(story.seed()).with(story.faults()).with(story.kubelets()),
            setups);
    world = new StoryWorld(simulation);
  }

  /**
   * Plays a story with the plugins that are shipped.
   *
   * @return what did not come as expected and which invariants were broken; empty if all is well
   */
  public static List<String> run(Story story) {
    SchedulerSetup standard = SchedulerSetup.standard();
    return new StoryRunner(
            story,
            new SchedulerSetup(
                story.settings(),
                story.configuration(),
                standard.plugins(),
                standard.leadershipDelay()))
        .play();
  }

  private List<String> play() {
    for (Story.Timed timed : story.events()) {
      simulation.time().at(timed.at().toNanos(), () -> happen(timed.event()));
    }
    boolean spans =
        story.expectations().stream().anyMatch(expectation -> expectation.when() != When.AT);
    Duration now = Duration.ZERO;
    while (now.compareTo(story.end()) < 0) {
      now = next(now, spans);
      simulation.run(now.minusNanos(simulation.time().nanos()));
      look(now);
    }
    story.expectations().stream()
        .filter(expectation -> expectation.when() == When.BY && !settled.contains(expectation))
        .forEach(expectation -> disagree(expectation, story.end(), expectation.check()));
    for (Violation violation : simulation.invariants().all(simulation.gangPatience())) {
      if (!story.allowed().contains(violation.rule())) {
        disagreements.add(story.file() + ": invariant broken: " + violation);
      }
    }
    return List.copyOf(disagreements);
  }

  /** The next moment at which something is to be looked at. */
  private Duration next(Duration now, boolean spans) {
    Duration next = spans ? now.plus(LOOK) : story.end();
    for (Expectation expectation : story.expectations()) {
      Duration until = expectation.until();
      if (until.compareTo(now) > 0 && until.compareTo(next) < 0) {
        next = until;
      }
    }
    return next.compareTo(story.end()) < 0 ? next : story.end();
  }

  private void look(Duration now) {
    for (Expectation expectation : story.expectations()) {
      if (settled.contains(expectation)
          || now.compareTo(expectation.from()) < 0
          || now.compareTo(expectation.until()) > 0) {
        continue;
      }
      switch (expectation.when()) {
        case AT -> disagree(expectation, now, expectation.check());
        case THROUGHOUT -> {
          if (disagree(expectation, now, expectation.check())) {
            settled.add(expectation);
          }
        }
        case BY -> {
          if (expectation.check().disagreement(world) == null
              || (now.equals(expectation.until())
                  && disagree(expectation, now, expectation.check()))) {
            settled.add(expectation);
          }
        }
      }
    }
  }

  /** Notes what is not as expected; returns whether anything is not. */
  private boolean disagree(Expectation expectation, Duration now, Check check) {
    @Nullable String disagreement = check.disagreement(world);
    if (disagreement != null) {
      disagreements.add(
          String.format(
              Locale.ROOT,
              "%s at %.1f s: %s",
              expectation.place(),
              now.toMillis() / 1000.0,
              disagreement));
    }
    return disagreement != null;
  }

  private void happen(StoryEvent event) {
    SimulatedCluster cluster = simulation.cluster();
    switch (event) {
      case StoryEvent.PutNode(var node) -> cluster.putNode(node);
      case StoryEvent.RemoveNode(var name) -> cluster.removeNode(name);
      case StoryEvent.PutQueue(var queue) -> cluster.putQueue(queue);
      case StoryEvent.RemoveQueue(var name) -> cluster.removeQueue(name);
      case StoryEvent.PutNamespace(var namespace) -> cluster.putNamespace(namespace);
      case StoryEvent.PutResourceQuota(var quota) -> cluster.putResourceQuota(quota);
      case StoryEvent.RemoveResourceQuota(var namespace, var name) ->
          cluster.removeResourceQuota(namespace, name);
      case StoryEvent.PutDisruptionBudget(var namespace, var name, var selector, var minimum) ->
          cluster.putDisruptionBudget(namespace, name, selector, minimum);
      case StoryEvent.CreateGuarded(var gang) -> cluster.submitGuarded(gang);
      case StoryEvent.PutZone(var zone) -> cluster.putZone(zone);
      case StoryEvent.PutPriorityClass(var name, var value) ->
          cluster.putPriorityClass(name, value);
      case StoryEvent.PutStorageClass(var spec, var provisioning) ->
          cluster.storage(storage -> storage.putClass(spec, provisioning));
      case StoryEvent.PutVolume(var spec) -> cluster.storage(storage -> storage.putVolume(spec));
      case StoryEvent.PutClaim(var spec) -> cluster.storage(storage -> storage.putClaim(spec));
      case StoryEvent.ChangeStorage(var change) -> cluster.storage(change);
      case StoryEvent.CreateGroup(var gang) -> cluster.createGroup(gang);
      case StoryEvent.CreatePod(var pod) -> cluster.createPod(pod);
      case StoryEvent.RemoveJob(var namespace, var name) -> {
        world.deletesPodsOf(namespace + "/" + name);
        cluster.deleteGang(namespace, name);
      }
      case StoryEvent.RemovePod(var namespace, var name) -> {
        world.deletes(namespace + "/" + name);
        cluster.deletePod(namespace, name);
      }
      case StoryEvent.Ungate(var namespace, var name) -> cluster.ungatePod(namespace, name);
      case StoryEvent.BindByOther(var namespace, var pod, var node) ->
          cluster.assignBlindly(namespace, pod, node);
      case StoryEvent.Configure(var configuration, var _) ->
          simulation.schedulers().forEach(scheduler -> scheduler.engine().configure(configuration));
      case StoryEvent.Relabel(var node, var zone) -> cluster.relabelNode(node, zone);
      case StoryEvent.RestartScheduler(var name, var pause) ->
          simulation.restartScheduler(name, pause);
      case StoryEvent.KillScheduler(var name) -> simulation.killScheduler(name);
      case StoryEvent.Outage(var length) -> cluster.outage(length);
      case StoryEvent.RebootNode(var name, var length) -> cluster.rebootNode(name, length);
      case StoryEvent.ResizePod(var namespace, var name, var requests) ->
          cluster.resizePod(namespace, name, requests);
      case StoryEvent.BreakWatch(var kind) ->
          simulation.schedulers().forEach(scheduler -> scheduler.client().breakWatch(kind));
    }
  }
}
