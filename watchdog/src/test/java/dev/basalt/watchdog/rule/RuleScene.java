package dev.basalt.watchdog.rule;

import static dev.basalt.watchdog.FakeView.group;
import static dev.basalt.watchdog.FakeView.job;
import static dev.basalt.watchdog.FakeView.pod;

import dev.basalt.api.batch.JobPhase;
import dev.basalt.controllers.runtime.ObjectKey;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.QueueSpec;
import dev.basalt.core.resource.ResourceList;
import dev.basalt.watchdog.FakeView;
import dev.basalt.watchdog.HandClock;
import dev.basalt.watchdog.config.RulesException;
import dev.basalt.watchdog.config.WatchdogRules;
import dev.basalt.watchdog.view.Ending;
import dev.basalt.watchdog.view.Moment;
import dev.basalt.watchdog.view.PodSight;
import dev.basalt.watchdog.view.QueueSight;
import dev.basalt.watchdog.view.Waiting;
import java.util.List;
import java.util.Map;

/** A cluster that a test furnishes, and what rules find in it. */
abstract class RuleScene {
  static final long NOW = HandClock.START;

  final FakeView view = new FakeView();
  long now = NOW;
  long since;
  Map<String, Integer> leftOut = Map.of();

  final List<Finding> look(Kind kind) {
    return look(kind, "");
  }

  /** What the standard rule of a kind finds, with more lines in the file. */
  final List<Finding> look(Kind kind, String more) {
    try {
      String yaml = "rules:\n- name: R\n  kind: " + kind.text() + "\n" + more;
      Rule rule = WatchdogRules.parse(yaml, Map.of()).rules().getFirst();
      return Rules.look(rule, new Look(view, new Moment(0, now), since, leftOut));
    } catch (RulesException e) {
      throw new AssertionError(e);
    }
  }

  static Ending killed(long millis) {
    return new Ending("main", "OOMKilled", 137, millis);
  }

  static ResourceList cpu(long milli) {
    return ResourceList.of(Map.of("cpu", milli));
  }

  final void queue(String name, ResourceList capability, ResourceList allocated) {
    QueueSpec spec = QueueSpec.builder(name, "uid-" + name).capability(capability).build();
    view.queues.put(name, new QueueSight(spec, allocated));
  }

  final void node(String name, long milliCpu) {
    view.nodes.add(NodeSpec.builder(name, "uid-" + name).allocatable(cpu(milliCpu)).build());
  }

  final void failedJob() {
    view.put(job("j", JobPhase.FAILED, "PodsFailed", NOW - 5_000));
    view.pods.add(pod("j", "j-main-0", PodPhase.FAILED, killed(NOW - 6_000)));
    view.pods.add(
        pod("j", "j-main-1", PodPhase.FAILED, new Ending("main", "Error", 1, NOW - 5_500)));
  }

  final void starvedGang() {
    node("n1", 8_000);
    queue("q", ResourceList.EMPTY, cpu(0));
    view.put(group("g", "NotEnoughResources", cpu(4_000)));
  }

  static PodSight alone(String name, String group, String controller) {
    return new PodSight(
        new ObjectKey("lab", name),
        "uid-" + name,
        "",
        group,
        "",
        "ada",
        "",
        "basalt",
        controller,
        PodPhase.FAILED,
        "n1",
        false,
        NOW,
        cpu(1_000),
        Waiting.UNSAID,
        killed(NOW));
  }
}
