package dev.basalt.core.session;

import dev.basalt.core.event.LabelSelector;
import dev.basalt.core.event.LabelSelector.Operator;
import dev.basalt.core.event.LabelSelector.Requirement;
import dev.basalt.core.event.NamespaceSpec;
import dev.basalt.core.event.NodeSpec;
import dev.basalt.core.event.PodAffinity;
import dev.basalt.core.event.PodAffinity.Preference;
import dev.basalt.core.event.PodAffinity.Term;
import dev.basalt.core.event.PodPhase;
import dev.basalt.core.event.PodSelector;
import dev.basalt.core.event.PodShape;
import dev.basalt.core.event.PodSpec;
import dev.basalt.core.event.SpreadConstraint;
import dev.basalt.core.event.Taint;
import dev.basalt.core.model.ClusterState;
import dev.basalt.core.model.Task;
import dev.basalt.core.model.TaskStatus;
import dev.basalt.core.testing.Sample;
import dev.basalt.properties.Source;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A cluster whose nodes, namespaces and pods change at random, pods with terms among them. */
final class RandomPeers {
  private final Source source;
  private final ClusterState state;
  private final Deque<Task> tried = new ArrayDeque<>();
  private final int names;
  private int pods;

  RandomPeers(Source source, ClusterState state) {
    this.source = source;
    this.state = state;
    this.names = source.size(2, 12);
    for (int i = 0; i < names; i++) {
      putNode(i);
    }
  }

  /** One change. What was tried is undone or kept before anything comes from outside. */
  void step() {
    int kind = source.between(0, 11);
    if (kind >= 4) {
      endTrial();
    }
    switch (kind) {
      case 0, 1, 2 -> tryOne();
      case 3 -> undoSome();
      case 4 -> putNode(source.between(0, names));
      case 5 -> {
        String name = "n" + source.between(0, names);
        if (source.chance(30)) {
          state.reports().nodeGone(name, name + "-uid");
        }
      }
      case 6 -> putNamespace();
      case 7 -> changePod();
      case 8 -> gonePod();
      default -> createPod();
    }
    state.reports().releaseDue(Long.MAX_VALUE);
  }

  private void tryOne() {
    List<Task> pending = tasks(task -> task.status() == TaskStatus.PENDING && task.job() != null);
    List<Integer> nodes = new ArrayList<>();
    for (int node = 0; node < state.nodes().size(); node++) {
      if (state.nodes().exists(node)) {
        nodes.add(node);
      }
    }
    if (!pending.isEmpty() && !nodes.isEmpty()) {
      Task task = source.pick(pending);
      state.place(task, source.pick(nodes));
      tried.push(task);
    }
  }

  private void undoSome() {
    for (int i = source.between(1, 3); i > 0 && !tried.isEmpty(); i--) {
      state.unplace(tried.pop());
    }
  }

  private void endTrial() {
    while (!tried.isEmpty()) {
      Task task = tried.pop();
      if (source.chance(50)) {
        state.unplace(task);
      } else {
        String node = state.nodes().name(task.node());
        state.bindingSent(task, 0);
        if (source.chance(20)) {
          state.reports().bindingRefused(task.uid(), 0);
        } else {
          state.reports().bindingConfirmed(task.uid());
          state.reports().podChanged(task.pod().toBuilder().nodeName(node).build(), 0);
        }
      }
    }
  }

  private void putNode(int number) {
    Map<String, String> labels = new HashMap<>();
    if (source.chance(80)) {
      labels.put("zone", source.pick("a", "b", "c"));
    }
    if (source.chance(80)) {
      labels.put("host", "h" + number);
    }
    NodeSpec node =
        Sample.labelled(Sample.node("n" + number, "cpu=" + source.between(4, 40)), labels)
            .toBuilder()
            .taints(
                source.chance(20)
                    ? List.of(new Taint("dedicated", "", Taint.Effect.NO_SCHEDULE))
                    : List.of())
            .build();
    state.reports().nodeChanged(node);
  }

  private void putNamespace() {
    String name = source.pick("one", "two");
    if (source.chance(20)) {
      state.reports().namespaceGone(name, name);
    } else {
      state
          .reports()
          .namespaceChanged(
              NamespaceSpec.builder(name, name)
                  .labels(source.chance(70) ? Map.of("team", source.pick("x", "y")) : Map.of())
                  .build());
    }
  }

  private void createPod() {
    String name = "p" + pods++;
    boolean bound = source.chance(40);
    String namespace = source.pick("one", "two");
    state
        .reports()
        .podChanged(
            PodSpec.builder(name, namespace, name)
                .schedulerName(bound && source.chance(50) ? "other" : "basalt")
                .nodeName(bound ? "n" + source.between(0, names) : null)
                .gracePeriodMillis(0)
                .labels(labels())
                .shape(shape(namespace))
                .build(),
            0);
  }

  private void changePod() {
    List<Task> all = tasks(task -> true);
    if (all.isEmpty()) {
      return;
    }
    PodSpec pod = source.pick(all).pod();
    PodSpec.Builder changed = pod.toBuilder();
    switch (source.between(0, 4)) {
      case 0, 1 -> changed.labels(labels());
      case 2 -> changed.deleting(pod.nodeName() != null);
      case 3 -> changed.phase(pod.nodeName() == null ? PodPhase.PENDING : PodPhase.SUCCEEDED);
      default -> changed.shape(shape(pod.namespace()));
    }
    state.reports().podChanged(changed.build(), 0);
  }

  private void gonePod() {
    List<Task> all = tasks(task -> true);
    if (!all.isEmpty()) {
      state.reports().podGone(source.pick(all).uid(), 0);
    }
  }

  private List<Task> tasks(Predicate<Task> which) {
    return state.tasks().stream().filter(which).toList();
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new HashMap<>();
    if (source.chance(70)) {
      labels.put("app", source.pick("web", "db"));
    }
    if (source.chance(30)) {
      labels.put("tier", source.pick("1", "2"));
    }
    return labels;
  }

  private PodShape shape(String namespace) {
    PodShape.Builder shape = PodShape.builder(Sample.amounts("cpu=1"));
    if (source.chance(20)) {
      shape.nodeSelector(Map.of("zone", "a"));
    }
    if (source.chance(60)) {
      shape.podAffinity(
          new PodAffinity(
              some(() -> term(namespace)),
              some(() -> new Preference(source.between(1, 100), term(namespace))),
              some(() -> term(namespace)),
              some(() -> new Preference(source.between(1, 100), term(namespace)))));
    }
    if (source.chance(40)) {
      shape.spread(List.of(constraint(namespace), constraint(namespace)));
    }
    return shape.build();
  }

  private SpreadConstraint constraint(String namespace) {
    return new SpreadConstraint(
        source.between(1, 3),
        key(),
        source.chance(50),
        PodSelector.in(namespace, selector()),
        source.between(1, 3),
        source.chance(60),
        source.chance(40));
  }

  private Term term(String namespace) {
    LabelSelector others =
        source.pick(
            LabelSelector.NOTHING,
            LabelSelector.NOTHING,
            LabelSelector.EVERYTHING,
            LabelSelector.of(Map.of("team", "x")));
    return new Term(new PodSelector(selector(), List.of(namespace), others), key());
  }

  private LabelSelector selector() {
    return source.pick(
        LabelSelector.of(Map.of("app", "web")),
        LabelSelector.of(Map.of("app", "db")),
        LabelSelector.of(Map.of("app", "web", "tier", "1")),
        LabelSelector.EVERYTHING,
        LabelSelector.NOTHING,
        new LabelSelector(List.of(new Requirement("tier", Operator.NOT_IN, List.of("1")))),
        new LabelSelector(List.of(new Requirement("tier", Operator.EXISTS, List.of()))),
        new LabelSelector(List.of(new Requirement("app", Operator.IN, List.of("web", "db")))),
        new LabelSelector(List.of(new Requirement("app", Operator.DOES_NOT_EXIST, List.of()))));
  }

  private String key() {
    return source.pick("zone", "zone", "host");
  }

  private <T> List<T> some(Supplier<T> maker) {
    List<T> list = new ArrayList<>();
    for (int i = source.between(0, 3) - 1; i > 0; i--) {
      list.add(maker.get());
    }
    return list;
  }
}
